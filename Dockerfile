# The product's image: `docker build -t registry-stream .`, then
# `docker run --rm -v "$PWD/registry-stream.yaml:/config/registry-stream.yaml:ro" registry-stream --help`
FROM node:22-slim AS build
WORKDIR /app
# The packages of the embedded stack are for development: nothing here runs their scripts.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY core core
COPY schemas schemas
COPY connectors connectors
COPY processors processors
COPY sinks sinks
COPY runtime runtime
RUN npx tsc -p tsconfig.build.json \
 && npm prune --omit=dev --ignore-scripts

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/schemas schemas
COPY --from=build /app/dist dist
# The image's own user without rights.
USER node
WORKDIR /config
ENTRYPOINT ["node", "--enable-source-maps", "/app/dist/runtime/cli/main.js"]
CMD ["--help"]
