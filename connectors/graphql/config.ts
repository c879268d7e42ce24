import { z } from 'zod';
import { HttpConfig } from '../http/config.ts';
import { MappingConfig } from '../mapping/config.ts';
import { QueryKeys } from './queryKeys.ts';
import { queryProblems } from './queryProblems.ts';

/** `connection` of a GraphQL source. */
export const GraphQLConnection = HttpConfig.safeExtend({
  endpoint: z.string().min(1).default('/graphql').describe('path of the GraphQL endpoint below baseUrl'),
  mapping: MappingConfig.prefault({}).describe('how the records of every import of this source are read'),
});
export type GraphQLConnection = Readonly<z.infer<typeof GraphQLConnection>>;

/** `query` of an import of a GraphQL source. */
export const GraphQLImport = QueryKeys.check((context) => {
  for (const { path, message } of queryProblems(context.value)) {
    context.issues.push({ code: 'custom', input: undefined, path: [...path], message });
  }
});
export type GraphQLImport = QueryKeys;
