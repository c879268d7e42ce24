import type { z } from 'zod';
import type { ConnectorDefinition } from '../connector.ts';
import { commonIdentifierTypes } from '../mapping/commonIdentifierTypes.ts';
import { GraphQLConnection, GraphQLImport } from './config.ts';
import { configInvalid } from './errors.ts';
import { createGraphQLSource } from './source.ts';

const check = <Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Paths and rules only: zod does not repeat values here, which may be secrets.
  const problems = result.error.issues.map((issue) => `${[what, ...issue.path].join('.')}: ${issue.message}`);
  throw configInvalid(problems.join('; '));
};

/** Any registry with a GraphQL endpoint of its own. */
export const graphql: ConnectorDefinition = {
  type: 'graphql',
  summary: 'any registry with a GraphQL endpoint, asked by a document of your own',
  connectionConfig: GraphQLConnection,
  importConfig: GraphQLImport,
  identifierTypes: commonIdentifierTypes,
  // What is volatile is told by each import (`volatileFields`): the document is the user's.
  volatileFields: [],
  create: (options) =>
    createGraphQLSource({
      ...options,
      connection: check(GraphQLConnection, options.connection, 'connection'),
      query: check(GraphQLImport, options.query, 'query'),
    }),
};
