import { GraphQLError, buildSchema } from 'graphql';
import type { GraphQLObjectType, GraphQLScalarType, GraphQLSchema, ValueNode } from 'graphql';
import { dayOf } from '../clock.ts';
import type { Membership, Partner, Phone } from '../partner.ts';
import type { PartnerStore } from '../store.ts';
import { connectionOf, pageSize } from './connection.ts';
import type { ConnectionArguments } from './connection.ts';
import { definition } from './definition.ts';
import { personOf, rowsOf, updatedAt } from './rows.ts';
import type { ListArguments } from './rows.ts';

type Resolve = (parent: never, given: never) => unknown;

const resolveType = (schema: GraphQLSchema, name: string, resolvers: Readonly<Record<string, Resolve>>): void => {
  const fields = (schema.getType(name) as GraphQLObjectType).getFields();
  for (const [field, resolve] of Object.entries(resolvers)) {
    const found = fields[field];
    if (found === undefined) throw new TypeError(`${name} has no field ${field}`);
    found.resolve = resolve as (parent: unknown, given: unknown) => unknown;
  }
};

const readTime = (value: unknown): number => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new GraphQLError(`DateTime cannot represent value: ${JSON.stringify(value)}`);
  return time;
};

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

const shared: Readonly<Record<string, Resolve>> = {
  identifiers: (row: Partner) =>
    row.regIds.map(({ idTypeAsStr, value, expiryDate }) => ({ type: idTypeAsStr, value, expiryDate })),
  phones: (row: Partner) =>
    row.phoneNumberIds.map(({ phoneNo, dateCollected, disabled }: Phone) => ({
      number: phoneNo,
      collectedOn: dateCollected,
      disabledOn: disabled,
    })),
  createdAt: (row: Partner) => timeOf(row.createdAt),
};

interface OffsetArguments extends ListArguments {
  readonly limit?: number | null;
  readonly offset?: number | null;
}

interface PageArguments extends ListArguments {
  readonly page?: number | null;
  readonly size?: number | null;
}

const resolveLists = (schema: GraphQLSchema, store: PartnerStore): void => {
  const list =
    (isGroup: boolean) =>
    (_root: unknown, { limit, offset, ...given }: OffsetArguments): readonly Partner[] => {
      const start = Math.max(0, offset ?? 0);
      return rowsOf(store, isGroup, given).slice(start, start + pageSize(limit, 'limit'));
    };
  const page = (isGroup: boolean) => (_root: unknown, given: PageArguments) => {
    const rows = rowsOf(store, isGroup, given);
    const size = pageSize(given.size, 'size');
    const start = (Math.max(1, given.page ?? 1) - 1) * size;
    return { items: rows.slice(start, start + size), total: rows.length };
  };
  const connection = (isGroup: boolean) => (_root: unknown, given: ConnectionArguments) =>
    connectionOf(rowsOf(store, isGroup, given), given);
  resolveType(schema, 'Query', {
    people: connection(false),
    households: connection(true),
    personList: list(false),
    householdList: list(true),
    personPage: page(false),
    householdPage: page(true),
  });
};

/** Makes the schema of the plain GraphQL endpoint over the same table of partners that OpenG2P's endpoint serves. */
export const createPlainSchema = (store: PartnerStore): GraphQLSchema => {
  const schema = buildSchema(definition);
  const dateTime = schema.getType('DateTime') as GraphQLScalarType;
  dateTime.parseValue = readTime;
  dateTime.parseLiteral = (node: ValueNode) => readTime('value' in node ? node.value : undefined);

  resolveType(schema, 'Person', {
    ...shared,
    fullName: (row: Partner) => row.name,
    additionalName: (row: Partner) => row.addlName,
    sex: (row: Partner) => row.gender,
    birthDate: (row: Partner) => row.birthdate,
    updatedAt: (row: Partner) => timeOf(row.writtenAt),
  });
  resolveType(schema, 'Household', {
    ...shared,
    isPartial: (row: Partner) => row.isPartialGroup,
    updatedAt: (row: Partner) => timeOf(updatedAt(store, row)),
  });
  resolveType(schema, 'Member', {
    person: (member: Membership) => personOf(store, member),
    role: (member: Membership) => member.kind,
    since: (member: Membership) => dayOf(member.createdAt),
  });
  resolveType(schema, 'Mutation', {
    touch: (_root: unknown, { id }: { id: string }) => timeOf(store.write(Number(id), {}).writtenAt),
  });
  resolveLists(schema, store);
  return schema;
};
