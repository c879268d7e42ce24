import type { z } from 'zod';
import type { ConnectorDefinition } from '../connector.ts';
import { OpenG2PConnection, OpenG2PImport } from './config.ts';
import { configInvalid } from './errors.ts';
import { commonIdentifierTypes } from '../mapping/commonIdentifierTypes.ts';
import { createOpenG2PSource } from './source.ts';

const check = <Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Paths and rules only: zod does not repeat values here, which may be secrets.
  const problems = result.error.issues.map((issue) => `${[what, ...issue.path].join('.')}: ${issue.message}`);
  throw configInvalid(problems.join('; '));
};

/** The social registry of OpenG2P, asked by GraphQL through its G2P Connect search. */
export const openg2p: ConnectorDefinition = {
  type: 'openg2p',
  summary: 'OpenG2P social registry, by GraphQL in the DCI envelope of its synchronous search',
  connectionConfig: OpenG2PConnection,
  importConfig: OpenG2PImport,
  identifierTypes: commonIdentifierTypes,
  volatileFields: ['writeDate', 'groupMembershipIds.writeDate'],
  create: (options) =>
    createOpenG2PSource({
      ...options,
      connection: check(OpenG2PConnection, options.connection, 'connection'),
      query: check(OpenG2PImport, options.query, 'query'),
    }),
};
