import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { connectors } from '../../../connectors/index.ts';
import { EtlError } from '../../../core/errors.ts';
import type { Output } from '../output.ts';

/** Every kind of source with its one line, as comments. */
const kinds = Object.values(connectors)
  .map(({ type, summary }) => `\n#   ${type.padEnd(10)} ${summary}`)
  .join('');

const template = `# registry-stream: see \`registry-stream check\` for what is wrong with it, line by line.
# \${env:NAME}, \${env:NAME:-default} and \${file:path} are filled in from the environment and from files.

deployment: my-programme            # part of every id; do not change it later
secret: \${env:REGISTRY_STREAM_SECRET}   # at least 32 characters; back it up: record keys cannot be made again without it

kafka:
  brokers: [127.0.0.1:9092]
  partitions: 4
  replicationFactor: 1              # 3 in production
schemaRegistry:
  url: http://127.0.0.1:8081/apis/ccompat/v7
postgres:
  url: \${env:REGISTRY_STREAM_POSTGRES_URL}

programs:
  - { name: Cash Transfer, target: individual }

sources:
  - name: national
    type: openg2p
    country: PH                     # region of phone numbers without a country code
    connection:
      baseUrl: https://registry.example.org
      auth:
        type: oauth2-client-credentials
        tokenUrl: https://registry.example.org/realms/registry/protocol/openid-connect/token
        clientId: registry-stream
        clientSecret: \${env:OPENG2P_CLIENT_SECRET}
    imports:
      - name: households
        target: group
        complete: true              # it sees every household: what is absent twice is gone
        every: 5m
        completeEvery: 1d
      - name: people
        target: individual
        complete: true
        programs: [Cash Transfer]

# A topic for a partner, with a few fields of the registrants; docs/consuming.md explains views.
#
# views:
#   - name: school-meals
#     topic: view.school-meals
#     fields: [sex, birthDate, area]
#     ids: pseudonymous

# Kinds of sources:${kinds}
# A registry with a GraphQL endpoint of its own looks like this; docs/sources.md explains every key.
#
# - name: civil
#   type: graphql
#   country: PH
#   connection:
#     baseUrl: https://civil.example.org
#     endpoint: /graphql
#     auth: { type: bearer, token: '\${env:CIVIL_TOKEN}' }
#     mapping:
#       person:
#         fields: { recordId: id, fullName: fullName, birthDate: birthDate, sex: sex }
#         identifiers: { path: identifiers, type: type, value: value }
#   imports:
#     - name: people
#       target: individual
#       complete: true
#       query:
#         document: \${file:people.graphql}   # query ($first: Int!, $after: String, $since: DateTime) { people(…) { … } }
#         paging: { type: relay, connection: people }
#         since: { variable: since }
#
# And an SPDCI registry (OpenSPP …) that tells of changes as they happen:
#
# - name: social
#   type: spdci
#   country: PH
#   connection:
#     baseUrl: https://social.example.org/social
#     senderId: programmes.example.org
#     receiverId: openspp
#     signature:
#       sign: { keyId: key1, privateKey: '\${file:/run/secrets/spdci-key.pem}' }
#       verify: required
#       jwksUrl: https://social.example.org/.well-known/jwks.json
#     callback: { listen: '0.0.0.0:8443', url: https://programmes.example.org/spdci }   # check says whether it is reached
#   imports:
#     - name: people
#       target: individual
#       complete: true
#       query:
#         since: { attribute: write_date }
#         subscribe: { events: [REGISTER, UPDATE, DELETE] }
`;

/**
 * `registry-stream init`: writes a commented configuration to start from.
 *
 * @param file path of the new file
 * @throws EtlError `CONFIG_EXISTS` when there is one already: it is never overwritten
 */
export const init = (file: string, output: Output): void => {
  if (existsSync(file))
    throw new EtlError('CONFIG_EXISTS', 'config', `${file} is there already; name another with --config`, {
      component: 'runtime/cli',
    });
  writeFileSync(file, template, { mode: 0o600 });
  if (output.json) {
    output.write(JSON.stringify({ file }));
    return;
  }
  output.write(
    [
      `wrote ${file}`,
      'next:',
      `  export REGISTRY_STREAM_SECRET=${randomBytes(32).toString('hex')}   # keep it: a suggestion, stored nowhere`,
      '  export REGISTRY_STREAM_POSTGRES_URL=postgres://user:password@host/database',
      '  export OPENG2P_CLIENT_SECRET=…',
      '  registry-stream check      # tests every address, credential and mapping',
      '  registry-stream migrate    # makes topics, schemas and tables',
      '  registry-stream run',
    ].join('\n'),
  );
};
