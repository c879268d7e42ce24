import type { Partner } from '../partner.ts';
import type { Domain } from '../store.ts';

type Json = Readonly<Record<string, unknown>>;
type Condition = (row: Partner) => boolean;
type Comparable = string | number | boolean | null;

/** A query that the registry does not take; the reason code of the standard. */
export class QueryRefused extends Error {
  readonly reason: string;
  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What can be asked for, by the names of the standard and of OpenSPP. */
const attributes: Readonly<Record<string, (row: Partner) => Comparable>> = {
  is_group: (row) => row.isGroup,
  last_updated: (row) => row.writtenAt,
  write_date: (row) => row.writtenAt,
  registration_date: (row) => row.registrationDate,
  given_name: (row) => row.givenName,
  surname: (row) => row.familyName,
  sex: (row) => row.gender?.toLowerCase() ?? null,
  birth_date: (row) => row.birthdate,
  group_size: (row) => row.members.length,
};

const order = (left: Comparable, right: Comparable): number =>
  left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1;

const operators: Readonly<Record<string, (difference: number) => boolean>> = {
  eq: (difference) => difference === 0,
  gt: (difference) => difference > 0,
  ge: (difference) => difference >= 0,
  lt: (difference) => difference < 0,
  le: (difference) => difference <= 0,
};
const spellings: Readonly<Record<string, string>> = {
  '=': 'eq',
  '>': 'gt',
  '>=': 'ge',
  '<': 'lt',
  '<=': 'le',
  $eq: 'eq',
  $gt: 'gt',
  $gte: 'ge',
  $lt: 'lt',
  $lte: 'le',
};

const conditionOf = (attribute: unknown, operator: unknown, value: unknown): Condition => {
  const read = attributes[String(attribute)];
  const holds = operators[spellings[String(operator)] ?? String(operator)];
  if (read === undefined) throw new QueryRefused('rjct.filter.invalid', `Unknown attribute: ${String(attribute)}`);
  if (holds === undefined) throw new QueryRefused('rjct.filter.invalid', `Unknown operator: ${String(operator)}`);
  return (row) => {
    const found = read(row);
    const time = typeof value === 'string' && typeof found === 'number' ? Date.parse(utc(value)) : undefined;
    return found !== null && holds(order(found, time ?? (value as Comparable)));
  };
};

/** Odoo writes times in UTC without saying so. */
const utc = (text: string): string => (/^\d{4}-\d{2}-\d{2} /.test(text) ? `${text.replace(' ', 'T')}Z` : text);

const all =
  (conditions: readonly Condition[]): Condition =>
  (row) =>
    conditions.every((condition) => condition(row));

const noSql = (query: Json): Condition =>
  all(
    Object.entries(query).map(([name, value]): Condition => {
      if (name === '$and' && Array.isArray(value)) return all(value.filter(isObject).map(noSql));
      if (!isObject(value)) return conditionOf(name, 'eq', value);
      return all(Object.entries(value).map(([operator, operand]) => conditionOf(name, operator, operand)));
    }),
  );

const predicate = (item: unknown): Condition => {
  if (!isObject(item) || !isObject(item['expression1'])) {
    throw new QueryRefused('rjct.filter.invalid', 'A predicate needs expression1');
  }
  const single = (expression: Json): Condition =>
    conditionOf(expression['attribute_name'], expression['operator'], expression['attribute_value']);
  const first = single(item['expression1']);
  if (!isObject(item['expression2'])) return first;
  const second = single(item['expression2']);
  return item['condition'] === 'or' ? (row) => first(row) || second(row) : all([first, second]);
};

const expression = (query: unknown): Condition => {
  if (Array.isArray(query)) return all(query.map(predicate));
  if (isObject(query) && Array.isArray(query['seq'])) {
    return all(
      query['seq'].filter(isObject).map((one) => conditionOf(one['attribute'], one['operator'], one['value'])),
    );
  }
  const value = isObject(query) && isObject(query['value']) ? query['value'] : {};
  const inner = isObject(value['expression']) ? value['expression']['query'] : undefined;
  if (!isObject(inner)) throw new QueryRefused('rjct.search_criteria.invalid', 'The expression is not understood');
  return noSql(inner);
};

const byIdentifier = (query: unknown): Condition => {
  const { type, value } = isObject(query) ? query : {};
  if (typeof type !== 'string')
    throw new QueryRefused('rjct.search_criteria.invalid', 'idtype-value needs type and value');
  return (row) => row.regIds.some((one) => one.idTypeAsStr === type && one.value === value);
};

const groupOf = (entity: unknown): boolean | undefined =>
  typeof entity === 'string' ? /^(group|household)$/i.test(entity) : undefined;

/**
 * The rows that search criteria ask for.
 *
 * @throws QueryRefused for a query that is not understood
 */
export const domainOf = (criteria: Json): Domain => {
  const { query_type: type, query, response_entity: entity } = criteria;
  const readers: Readonly<Record<string, (query: unknown) => Condition>> = {
    expression,
    predicate: expression,
    'idtype-value': byIdentifier,
  };
  const read = readers[String(type)];
  if (read === undefined) throw new QueryRefused('rjct.search_criteria.invalid', `Unknown query type: ${String(type)}`);
  return { isGroup: groupOf(entity), key: JSON.stringify([type, query]), matches: read(query) };
};
