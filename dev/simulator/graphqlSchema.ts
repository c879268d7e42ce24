import { buildSchema, GraphQLError, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { dayOf } from './clock.ts';
import { readOrder } from './ordering.ts';
import type { Membership, Partner } from './partner.ts';
import type { Domain, PartnerStore } from './store.ts';

const personFields = `
  name: String!
  givenName: String
  familyName: String
  addlName: String
  registrationDate: Date
  address: String
  email: String
  birthPlace: String
  birthdate: Date
  gender: String
  regIds: [RegIds]
  phoneNumberIds: [PhoneNumberIds]
  createDate: Date
  writeDate: Date
`;

/** The schema of the OpenG2P social registry, as its g2p_registry_g2p_connect_rest_api module serves it. */
const definition = `
scalar Date
scalar DateTime
type RegIds { idTypeAsStr: String! value: String! expiryDate: Date }
type PhoneNumberIds { phoneNo: String phoneSanitized: String dateCollected: Date disabled: Date }
type PartnerBase { ${personFields} }
type MemberKind { name: String }
type GroupMembershipIds { individual: PartnerBase kind: MemberKind createDate: Date writeDate: Date }
type Partner { ${personFields} groupMembershipIds: [GroupMembershipIds] isGroup: Boolean! kind: String isPartialGroup: Boolean }
type Query {
  getRegistrants(
    isGroup: Boolean, limit: Int, offset: Int, order: String, lastSyncDate: DateTime,
    name: String, givenName: String, familyName: String, addlName: String, registrationDate: String,
    address: String, email: String, birthPlace: String, birthdate: String, gender: String,
    phoneNumberIds: String, createDate: String, writeDate: String, kind: String, isPartialGroup: String
  ): [Partner]!
  totalRegistrantCount: Int
}
`;

/** The arguments of `getRegistrants`; all but the first five ask for equality. */
interface RegistrantArguments {
  readonly isGroup?: boolean | null;
  readonly limit?: number | null;
  readonly offset?: number | null;
  readonly order?: string | null;
  /** Milliseconds since 1970, as the DateTime scalar has read it. */
  readonly lastSyncDate?: number | null;
  readonly [filter: string]: unknown;
}

const notFilters = new Set(['isGroup', 'limit', 'offset', 'order', 'lastSyncDate']);

const equals = (partner: Partner, field: string, wanted: string): boolean => {
  switch (field) {
    case 'phoneNumberIds':
      return partner.phoneNumberIds.some((phone) => phone.phoneNo === wanted);
    case 'createDate':
      return partner.createdAt === Date.parse(wanted);
    case 'writeDate':
      return partner.writtenAt === Date.parse(wanted);
    case 'isPartialGroup':
      return String(partner.isPartialGroup) === wanted.toLowerCase();
    default:
      return partner[field as keyof Partner] === wanted;
  }
};

const domainOf = (query: RegistrantArguments): Domain => {
  const filters = Object.entries(query).flatMap(([field, value]): [string, string][] =>
    notFilters.has(field) || typeof value !== 'string' ? [] : [[field, value]],
  );
  return {
    isGroup: query.isGroup ?? undefined,
    // The server prints the time to the second before it asks the table.
    createdAfter: typeof query.lastSyncDate === 'number' ? Math.floor(query.lastSyncDate / 1_000) * 1_000 : undefined,
    ...(filters.length > 0 && {
      key: JSON.stringify(filters),
      matches: (partner) => filters.every(([field, value]) => equals(partner, field, value)),
    }),
  };
};

const objectType = (schema: GraphQLSchema, name: string): GraphQLObjectType =>
  schema.getType(name) as GraphQLObjectType;

const resolveWith = (type: GraphQLObjectType, field: string, resolve: (parent: never) => unknown): void => {
  const found = type.getFields()[field];
  if (found === undefined) throw new TypeError(`${type.name} has no field ${field}`);
  found.resolve = resolve as (parent: unknown) => unknown;
};

const resolveDays = (type: GraphQLObjectType): void => {
  resolveWith(type, 'createDate', (row: Partner | Membership) => dayOf(row.createdAt));
  resolveWith(type, 'writeDate', (row: Partner | Membership) => dayOf(row.writtenAt));
};

const parseDateTime = (value: unknown): number => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new GraphQLError(`DateTime cannot represent value: ${JSON.stringify(value)}`);
  return time;
};

/**
 * Makes the registry's schema over a table of partners.
 * `totalRegistrantCount` is the length of the page that was read last, by anybody: the real server keeps it in a
 * variable of the module.
 */
export const createRegistrySchema = (store: PartnerStore): GraphQLSchema => {
  const schema = buildSchema(definition);
  let lastPageLength = 0;

  const dateTime = schema.getType('DateTime') as unknown as {
    parseValue: (value: unknown) => number;
    parseLiteral: (node: { readonly value?: unknown }) => number;
  };
  dateTime.parseValue = parseDateTime;
  dateTime.parseLiteral = (node) => parseDateTime(node.value);

  for (const name of ['Partner', 'PartnerBase', 'GroupMembershipIds']) resolveDays(objectType(schema, name));
  resolveWith(objectType(schema, 'Partner'), 'groupMembershipIds', (partner: Partner) => partner.members);
  const membership = objectType(schema, 'GroupMembershipIds');
  resolveWith(membership, 'individual', (member: Membership) => store.get(member.individualId ?? -1) ?? null);
  resolveWith(membership, 'kind', (member: Membership) => ({ name: member.kind }));

  const query = schema.getQueryType() as GraphQLObjectType;
  const registrants = query.getFields()['getRegistrants'];
  if (registrants === undefined) throw new TypeError('Query has no field getRegistrants');
  registrants.resolve = (_root: unknown, given: RegistrantArguments): readonly Partner[] => {
    if ((given.limit ?? 0) < 0) throw new Error('LIMIT must not be negative');
    if ((given.offset ?? 0) < 0) throw new Error('OFFSET must not be negative');
    const page = store.search(domainOf(given), readOrder(given.order), given.limit ?? undefined, given.offset ?? 0);
    lastPageLength = page.length;
    return page;
  };
  resolveWith(query, 'totalRegistrantCount', () => lastPageLength);
  return schema;
};
