import type { SourceHooks } from '../../connectors/connector.ts';
import { connectors } from '../../connectors/index.ts';
import type { Source } from '../../core/source.ts';
import { simulatorAuth, type Simulator } from '../../dev/simulator/index.ts';
import { attempts } from './openg2pSource.ts';

type Json = Readonly<Record<string, unknown>>;

/** Ways of paging that the simulator's plain GraphQL endpoint has. */
export type Paging = 'relay' | 'offset' | 'page';

const person = `
  id fullName givenName familyName additionalName sex birthDate birthPlace address email registrationDate
  identifiers { type value expiryDate }
  phones { number collectedOn disabledOn }
  updatedAt`;

const household = `
  id name kind isPartial address updatedAt
  identifiers { type value expiryDate }
  phones { number collectedOn disabledOn }
  members { role since person { ${person} } }`;

/** A document for each way of paging and target, as an operator would write it. */
const documentFor = (paging: Paging, isGroup: boolean): string => {
  const [fields, plural, singular] = isGroup ? [household, 'households', 'household'] : [person, 'people', 'person'];
  switch (paging) {
    case 'relay':
      return `query People($first: Int!, $after: String, $since: DateTime) {
  ${plural}(first: $first, after: $after, updatedSince: $since) {
    edges { node { ${fields} } }
    pageInfo { endCursor hasNextPage }
    totalCount
  }
}`;
    case 'offset':
      return `query People($limit: Int!, $offset: Int!, $since: DateTime) {
  ${singular}List(limit: $limit, offset: $offset, updatedSince: $since) { ${fields} }
}`;
    case 'page':
      return `query People($page: Int!, $size: Int!, $since: DateTime) {
  ${singular}Page(page: $page, size: $size, updatedSince: $since) { items { ${fields} } total }
}`;
  }
};

const pathsFor = (paging: Paging, isGroup: boolean): Json => {
  const [plural, singular] = isGroup ? ['households', 'household'] : ['people', 'person'];
  switch (paging) {
    case 'relay':
      return { paging: { type: 'relay', connection: plural }, total: `${plural}.totalCount` };
    case 'offset':
      return { paging: { type: 'offset' }, records: `${singular}List` };
    case 'page':
      return { paging: { type: 'page' }, records: `${singular}Page.items`, total: `${singular}Page.total` };
  }
};

/** `query` of an import that reads the simulator's people or households. */
export const simulatorQuery = (target: 'individual' | 'group', paging: Paging = 'relay'): Json => ({
  document: documentFor(paging, target === 'group'),
  ...pathsFor(paging, target === 'group'),
  since: { variable: 'since' },
});

const lists = {
  identifiers: { path: 'identifiers', type: 'type', value: 'value', expiry: 'expiryDate' },
  phones: { path: 'phones', number: 'number', collected: 'collectedOn', disabled: 'disabledOn' },
  ignore: ['updatedAt'],
};

/** `connection.mapping` for the simulator's people and households. */
export const simulatorMapping: Json = {
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
    ...lists,
  },
  group: {
    fields: { recordId: 'id', name: 'name', groupKind: 'kind', partial: 'isPartial', address: 'address' },
    ...lists,
    members: { path: 'members', person: 'person', kinds: '[role]', startDate: 'since' },
  },
};

/** What a test sets of a source that reads a GraphQL endpoint. */
export interface GraphQLTestSource {
  readonly target?: 'individual' | 'group';
  readonly connection?: Json;
  readonly query?: Json;
  readonly hooks?: SourceHooks;
  readonly now?: () => number;
}

/** Opens a GraphQL source through the list of connectors, as the runtime does. */
export const openGraphQL = (connection: Json, options: GraphQLTestSource): Source => {
  const connector = connectors['graphql'];
  if (connector === undefined) throw new Error('there is no connector graphql');
  const target = options.target ?? 'individual';
  return connector.create({
    source: 'simulated',
    import: target,
    target,
    connection: {
      timeoutMs: 5_000,
      retry: { attempts, minDelayMs: 1, maxDelayMs: 20 },
      mapping: simulatorMapping,
      ...connection,
      ...options.connection,
    },
    query: {
      pageSize: 40,
      ...(options.query?.['document'] === undefined ? simulatorQuery(target) : {}),
      ...options.query,
    },
    identifierTypes: connector.identifierTypes,
    ...(options.hooks === undefined ? {} : { hooks: options.hooks }),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
};

/** Opens a source on the simulator's plain GraphQL endpoint. */
export const openSimulatedGraphQL = (simulator: Simulator, options: GraphQLTestSource = {}): Source =>
  openGraphQL(
    { baseUrl: simulator.url, auth: simulatorAuth(simulator) },
    { now: () => simulator.clock.now(), ...options },
  );
