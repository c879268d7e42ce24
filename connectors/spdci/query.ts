import { asObject } from '../dci/envelope.ts';
import type { JsonObject } from '../dci/envelope.ts';

/** The three ways of asking that the standard knows. */
export type QueryType = 'expression' | 'predicate' | 'idtype-value';

/** What an import asks for, compiled. */
export interface Query {
  /** The user's query, or the one that asks for everybody. */
  readonly value: unknown;
  /** The query with a condition more: changed at that time or later. Undefined where the query has no place for it. */
  readonly since: ((attribute: string, value: string) => unknown) | undefined;
  /** How the dates of this kind of query are written, when the configuration does not say. */
  readonly dates: 'date-time' | 'odoo';
}

/** `{type: ns:org:QueryType:NoSql, value: {expression: {collection, query}}}`: the standard's own samples. */
const noSql = (query: unknown): Query | undefined => {
  const outer = asObject(query);
  const value = asObject(outer?.['value']);
  const expression = asObject(value?.['expression']);
  const conditions = asObject(expression?.['query']);
  if (expression === undefined || conditions === undefined) return undefined;
  const since = (attribute: string, at: string): unknown => {
    const condition = { [attribute]: { $gte: at } };
    const all = Object.keys(conditions).length === 0 ? condition : { $and: [conditions, condition] };
    return { ...outer, value: { ...value, expression: { ...expression, query: all } } };
  };
  return { value: query, since, dates: 'date-time' };
};

/** `{seq: [{attribute, operator, value}]}`: conditions that all hold, as OpenSPP takes them. */
const sequence = (query: unknown): Query | undefined => {
  const outer = asObject(query);
  const conditions = outer?.['seq'];
  if (!Array.isArray(conditions)) return undefined;
  const since = (attribute: string, at: string): unknown => ({
    ...outer,
    seq: [...(conditions as unknown[]), { attribute, operator: '>=', value: at }],
  });
  // Alternatives stand beside the sequence, so that one condition more in it would not narrow them.
  return { value: query, since: outer?.['or'] === undefined ? since : undefined, dates: 'odoo' };
};

const numberOf = (item: JsonObject, index: number): number => {
  const number = Number(item['seq_num']);
  return Number.isFinite(number) ? number : index + 1;
};

/** A condition that waits for an expression which is not there would take ours for it. */
const hangs = (item: JsonObject): boolean =>
  typeof item['condition'] === 'string' && item['condition'] !== '' && asObject(item['expression2']) === undefined;

/** `[{seq_num, expression1, condition, expression2}]`: items that all hold. */
const predicates = (query: unknown): Query | undefined => {
  if (!Array.isArray(query)) return undefined;
  const items = query.map(asObject);
  if (items.some((item) => asObject(item?.['expression1']) === undefined)) return undefined;
  const known = items.filter((item) => item !== undefined);
  const since = (attribute: string, at: string): unknown => [
    ...known,
    {
      seq_num: Math.max(0, ...known.map(numberOf)) + 1,
      expression1: { attribute_name: attribute, operator: 'ge', attribute_value: at },
    },
  ];
  return { value: query, since: known.some(hangs) ? undefined : since, dates: 'date-time' };
};

const anyOther = (query: unknown): Query => ({ value: query, since: undefined, dates: 'date-time' });

const everybody = (queryType: QueryType, entity: string): unknown =>
  queryType === 'predicate'
    ? []
    : { type: 'ns:org:QueryType:NoSql', value: { expression: { collection: entity, query: {} } } };

/**
 * Compiles the query of an import. The condition of an incremental scan goes in as a value of the query's own
 * structure, never as text.
 *
 * @param query the user's; undefined asks for everybody
 * @param entity what is asked for, for example `Group`
 */
export const compileQuery = (queryType: QueryType, query: unknown, entity: string): Query => {
  const value = query ?? everybody(queryType, entity);
  if (queryType === 'idtype-value') return anyOther(value);
  return predicates(value) ?? sequence(value) ?? noSql(value) ?? anyOther(value);
};

const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const isIdentifier = (query: unknown): boolean => {
  const { type, value } = asObject(query) ?? {};
  return typeof type === 'string' && isFilled(type) && isFilled(value);
};

/** Why a query cannot be asked, for the check of the configuration; undefined when it can. */
export const queryProblem = (queryType: QueryType, query: unknown): string | undefined => {
  if (queryType === 'idtype-value') {
    return isIdentifier(query) ? undefined : 'must be {type, value}: the type of an identifier and its value';
  }
  if (query === undefined || (typeof query === 'object' && query !== null)) return undefined;
  // OpenSPP takes a CEL expression as text.
  return queryType === 'predicate' && typeof query === 'string' && query.trim() !== ''
    ? undefined
    : 'must be an object or a list, as the registry takes it';
};

/** Why an incremental scan cannot narrow this query; undefined when it can. */
export const sinceProblem = (queryType: QueryType, query: unknown): string | undefined =>
  compileQuery(queryType, query, '').since === undefined
    ? 'has no place in this query: it takes a list of predicates without an open condition, {seq: […]} without or, or ' +
      '{value: {expression: {query: {…}}}}; leave it out, and every scan reads everything'
    : undefined;
