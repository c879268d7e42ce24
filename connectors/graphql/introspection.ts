import { buildClientSchema, getIntrospectionQuery, validate } from 'graphql';
import type { GraphQLSchema, IntrospectionQuery } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { EtlError } from '../../core/errors.ts';
import { placed } from './document.ts';
import type { QueryDocument } from './document.ts';
import { documentRefused } from './errors.ts';
import type { Transport, Variables } from './transport.ts';

const query = getIntrospectionQuery({ descriptions: false });

/** Errors by which a registry says that it does not tell its schema, however it words them. */
const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof EtlError &&
  [
    'DOCUMENT_REFUSED',
    'ERROR_INSIDE_ANSWER',
    'REGISTRY_REFUSED_REQUEST',
    'ANSWER_NOT_GRAPHQL',
    'REGISTRY_FORBIDS',
  ].includes(thrown.code);

const readSchema = async (transport: Transport, signal: AbortSignal): Promise<GraphQLSchema | string> => {
  let data: unknown;
  try {
    data = await transport.ask(query, {}, signal);
  } catch (thrown) {
    if (isRefusal(thrown)) return 'the registry does not tell its schema (introspection is disabled)';
    throw thrown;
  }
  try {
    return buildClientSchema(data as IntrospectionQuery);
  } catch {
    return 'the registry tells a schema that cannot be read';
  }
};

const variableProblems = (schema: GraphQLSchema, document: QueryDocument, variables: Variables): readonly string[] => {
  const { operation } = document;
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  // The value that is wrong is quoted there, and may be one that nobody but the operator should see.
  return (errors ?? []).map(({ message }) => message.replace(/ got invalid value .*?; /s, ' got an invalid value; '));
};

/**
 * Lays the query against the registry's own schema, so that a misspelt field is told before anything is polled.
 *
 * @param variables values as the first page is asked with
 * @returns what a person should know; empty when the query fits the schema
 * @throws EtlError `DOCUMENT_REFUSED` (config) naming field, line and column; as the transport does when the registry
 *   cannot be asked at all
 */
export const checkAgainstSchema = async (
  transport: Transport,
  document: QueryDocument,
  variables: Variables,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const schema = await readSchema(transport, signal);
  if (typeof schema === 'string') return [`${schema}: whether the query fits it shows with the first page`];
  const problems = validate(schema, document.original);
  if (problems.length > 0) throw documentRefused(problems.map(placed));
  const wrong = variableProblems(schema, document, variables);
  if (wrong.length > 0) throw documentRefused(wrong);
  return [];
};
