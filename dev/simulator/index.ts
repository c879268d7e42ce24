import type { AddressInfo } from 'node:net';
import { createAuth, type ClientCredentials, type OtherAuth } from './auth.ts';
import { createClock, type Clock } from './clock.ts';
import { createControl } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { createPlainGraphQL, graphqlPath, type PlainGraphQLSettings } from './graphql/endpoint.ts';
import { createRegistrySchema } from './graphqlSchema.ts';
import { defaultPopulation, type PopulationOptions } from './population.ts';
import { Registry } from './registry.ts';
import { createRequestLog, type RequestLog } from './requestLog.ts';
import { createSimulatorServer, searchPath, tokenPath } from './server.ts';
import { createSpdciEndpoints, type SpdciBehaviour, type SpdciEndpoints } from './spdci/endpoints.ts';

export { createClock } from './clock.ts';
export type { FaultPlan } from './faults.ts';
export { expectedDifference, expectedOutcome, type Doors } from './expected.ts';
export { Registry } from './registry.ts';
export { registryId, spdciPaths, type SpdciBehaviour } from './spdci/endpoints.ts';

/** How the simulator starts; everything may be left out. */
export interface SimulatorOptions extends Partial<PopulationOptions> {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Seconds that a token is good for. Default 300. */
  readonly tokenLifetime?: number;
  /** Who may ask for tokens. Default `registry-stream` / `simulator-secret`. */
  readonly credentials?: ClientCredentials;
  /** Ways in beside client credentials. */
  readonly auth?: OtherAuth;
  /** How the SPDCI side behaves. */
  readonly spdci?: SpdciBehaviour;
  /** The registry's time. Default: real time. Give a fixed one to have the same dates in every run. */
  readonly clock?: Clock;
  /** False: the plain GraphQL endpoint does not tell its schema. Default true. */
  readonly introspection?: boolean;
  /** Milliseconds since 1970 by which tokens expire. Default: real time. */
  readonly tokenNow?: () => number;
}

/** A running simulator. */
export interface Simulator {
  /** `http://host:port`. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly searchUrl: string;
  /** The plain GraphQL endpoint. */
  readonly graphqlUrl: string;
  readonly graphql: PlainGraphQLSettings;
  readonly credentials: ClientCredentials;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly spdci: SpdciEndpoints;
  /** Breaks off what is under way and stops listening. */
  close(): Promise<void>;
}

const defaultCredentials: ClientCredentials = { clientId: 'registry-stream', clientSecret: 'simulator-secret' };

/**
 * Fills a registry and serves it as the OpenG2P social registry does, and beside that as plain GraphQL and by SPDCI.
 *
 * @throws Error from Node when the port is taken
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const clock = options.clock ?? createClock();
  const credentials = options.credentials ?? defaultCredentials;
  const registry = new Registry(clock, { ...defaultPopulation, ...options });
  const faults = createFaults();
  const requests = createRequestLog();
  const graphql: PlainGraphQLSettings = { introspection: options.introspection ?? true };
  const spdci = createSpdciEndpoints(registry.store, clock, options.spdci);
  const server = createSimulatorServer({
    spdci,
    schema: createRegistrySchema(registry.store),
    graphql: createPlainGraphQL(registry.store, graphql),
    clock,
    auth: createAuth({
      credentials,
      tokenLifetime: options.tokenLifetime ?? 300,
      now: options.tokenNow ?? Date.now,
      other: options.auth ?? {},
    }),
    faults,
    log: requests,
    control: createControl({ registry, faults, requests, graphql, spdci }),
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${String(port)}`;
  return {
    url,
    tokenUrl: `${url}${tokenPath}`,
    searchUrl: `${url}${searchPath}`,
    graphqlUrl: `${url}${graphqlPath}`,
    graphql,
    credentials,
    clock,
    registry,
    faults,
    requests,
    spdci,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

/** Client credentials of a simulator, as the `auth` of a source's connection has them. */
export const simulatorAuth = (
  simulator: Pick<Simulator, 'tokenUrl' | 'credentials'>,
): Readonly<Record<string, unknown>> => ({
  type: 'oauth2-client-credentials',
  tokenUrl: simulator.tokenUrl,
  clientId: simulator.credentials.clientId,
  clientSecret: simulator.credentials.clientSecret,
});
