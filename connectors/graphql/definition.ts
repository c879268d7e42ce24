import { checkedConfig } from '../checked.ts';
import type { ConnectorDefinition, CreateSource } from '../connector.ts';
import { commonIdentifierTypes } from '../mapping/commonIdentifierTypes.ts';
import { GraphQLConnection, GraphQLImport } from './config.ts';
import { configInvalid } from './errors.ts';
import { compileMapper } from './plan.ts';
import type { GraphQLOptions } from './plan.ts';
import { createGraphQLSource } from './source.ts';

const checked = (options: CreateSource): GraphQLOptions => ({
  ...options,
  connection: checkedConfig(GraphQLConnection, options.connection, 'connection', configInvalid),
  query: checkedConfig(GraphQLImport, options.query, 'query', configInvalid),
});

/** Any registry with a GraphQL endpoint of its own. */
export const graphql: ConnectorDefinition = {
  type: 'graphql',
  summary: 'any registry with a GraphQL endpoint, asked by a document of your own',
  connectionConfig: GraphQLConnection,
  importConfig: GraphQLImport,
  identifierTypes: commonIdentifierTypes,
  // What is volatile is told by each import (`volatileFields`): the document is the user's.
  volatileFields: [],
  create: (options) => createGraphQLSource(checked(options)),
  createMapper: (options) => compileMapper(checked(options)),
};
