import { registryId, spdciPaths } from '../../simulator/index.ts';
import type { Stack } from '../../stack/startStack.ts';

/** The kinds of registry that the simulator speaks for, as `type` of a source has them. */
export const measuredConnectors = ['openg2p', 'graphql', 'spdci'] as const;

/** One of {@link measuredConnectors}. */
export type MeasuredConnector = (typeof measuredConnectors)[number];

/** Asks the plain GraphQL endpoint for a page of people, all or those changed since. */
export const document = `query People($first: Int!, $after: String, $since: DateTime) {
  people(first: $first, after: $after, updatedSince: $since) {
    edges { node {
      id fullName givenName familyName additionalName sex birthDate birthPlace address email registrationDate updatedAt
      identifiers { type value expiryDate }
      phones { number collectedOn disabledOn }
    } }
    pageInfo { endCursor hasNextPage }
    totalCount
  }
}`;

/** How the answers of `graphql` become people. */
export const mapping = {
  person: {
    fields: {
      recordId: 'id',
      fullName: 'fullName',
      givenName: 'givenName',
      familyName: 'familyName',
      additionalName: 'additionalName',
      sex: 'sex',
      birthDate: 'birthDate',
      birthPlace: 'birthPlace',
      address: 'address',
      email: 'email',
      registrationDate: 'registrationDate',
    },
    identifiers: { path: 'identifiers', type: 'type', value: 'value', expiry: 'expiryDate' },
    phones: { path: 'phones', number: 'number', collected: 'collectedOn', disabled: 'disabledOn' },
    ignore: ['updatedAt'],
  },
};

/** Where the services are. */
type Addresses = {
  readonly [Service in 'kafka' | 'schemaRegistry' | 'postgres']: Stack[Service];
};

/** What each connector needs beside the address, and its query; pages of the size that they have by default. */
const kinds: Readonly<Record<MeasuredConnector, { readonly connection: object; readonly query: object }>> = {
  openg2p: { connection: {}, query: { pageSize: 200 } },
  graphql: {
    connection: { mapping },
    query: { document, paging: { type: 'relay', connection: 'people' }, since: { variable: 'since' }, pageSize: 200 },
  },
  spdci: {
    connection: { searchPath: spdciPaths.search, senderId: 'bench.example.org', receiverId: registryId },
    query: { since: { attribute: 'last_updated' }, pageSize: 200 },
  },
};

/**
 * The configuration of the benchmark, as an operator would write it: one source a connector, each of all people.
 *
 * @param simulator base address
 */
export const configurationOf = (
  stack: Addresses,
  simulator: string,
  connectors: readonly MeasuredConnector[],
): Readonly<Record<string, unknown>> => ({
  deployment: 'bench-sources',
  secret: 'a secret of the benchmark alone, long enough',
  kafka: { brokers: stack.kafka.brokers, topicPrefix: 'bench-sources.' },
  schemaRegistry: { url: stack.schemaRegistry.url },
  postgres: { url: stack.postgres.url },
  log: { level: 'warn' },
  sources: connectors.map((type) => ({
    name: type,
    type,
    country: 'PH',
    connection: {
      baseUrl: simulator,
      auth: {
        type: 'oauth2-client-credentials',
        tokenUrl: `${simulator}/realms/simulator/protocol/openid-connect/token`,
        clientId: 'registry-stream',
        clientSecret: 'simulator-secret',
      },
      ...kinds[type].connection,
    },
    imports: [{ name: 'people', target: 'individual', complete: true, query: kinds[type].query }],
  })),
});
