import { GraphQLError, NoSchemaIntrospectionCustomRule, execute, parse, specifiedRules, validate } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Answer } from '../http.ts';
import type { PartnerStore } from '../store.ts';
import { createPlainSchema } from './schema.ts';

/** The path of the plain GraphQL endpoint. */
export const graphqlPath = '/graphql';

/** How the endpoint behaves; may be changed while it runs. */
export interface PlainGraphQLSettings {
  /** False: a query for the schema is refused, as in many productions. */
  introspection: boolean;
}

/** Answers a POST of `{query, variables, operationName}`. */
export type PlainGraphQL = (body: string) => Answer;

type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const refused = (errors: readonly GraphQLError[], code: string): Answer => ({
  status: 400,
  body: { errors: errors.map((error) => ({ ...error.toJSON(), extensions: { code } })) },
});

const readBody = (text: string): Json | undefined => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Documents that have been parsed and validated. */
const keptDocuments = 50;

/**
 * Makes the endpoint, which answers as servers of GraphQL over HTTP do: 400 to a document that it refuses, 200 with
 * `errors` when something goes wrong while it is executed.
 */
export const createPlainGraphQL = (store: PartnerStore, settings: PlainGraphQLSettings): PlainGraphQL => {
  const schema = createPlainSchema(store);
  const known = new Map<string, DocumentNode>();

  const prepare = (query: string): DocumentNode | Answer => {
    const key = `${String(settings.introspection)} ${query}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const prepared = parseAndValidate(schema, query, settings);
    if (known.size >= keptDocuments) known.clear();
    if ('kind' in prepared) known.set(key, prepared);
    return prepared;
  };

  return (text) => {
    const body = readBody(text);
    const query = body?.['query'];
    if (typeof query !== 'string')
      return { status: 400, body: { errors: [{ message: 'Must provide query string.' }] } };
    const document = prepare(query);
    if (!('kind' in document)) return document;
    const operationName = body?.['operationName'];
    const result = execute({
      schema,
      document,
      variableValues: objectOf(body?.['variables']),
      ...(typeof operationName === 'string' ? { operationName } : {}),
    }) as ExecutionResult;
    return { status: 200, body: result };
  };
};

const parseAndValidate = (
  schema: GraphQLSchema,
  query: string,
  settings: PlainGraphQLSettings,
): DocumentNode | Answer => {
  try {
    const document = parse(query);
    const rules = settings.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(schema, document, rules);
    return errors.length === 0 ? document : refused(errors, 'GRAPHQL_VALIDATION_FAILED');
  } catch (thrown) {
    if (thrown instanceof GraphQLError) return refused([thrown], 'GRAPHQL_PARSE_FAILED');
    throw thrown;
  }
};
