import type { z } from 'zod';
import type { ConnectorDefinition } from '../connector.ts';
import { SpdciConnection, SpdciImport } from './config.ts';
import { configInvalid } from './errors.ts';
import { identifierTypes } from './identifierTypes.ts';
import { createSpdciSource } from './source.ts';

const check = <Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Paths and rules only: zod does not repeat values here, which may be secrets.
  const problems = result.error.issues.map((issue) => `${[what, ...issue.path].join('.')}: ${issue.message}`);
  throw configInvalid(problems.join('; '));
};

/** Registries that speak the SPDCI standard for social registries, OpenSPP among them. */
export const spdci: ConnectorDefinition = {
  type: 'spdci',
  summary: 'registry with the SPDCI interface for social registries (OpenSPP and others), by its search',
  connectionConfig: SpdciConnection,
  importConfig: SpdciImport,
  identifierTypes,
  volatileFields: [
    'last_updated',
    'last_update',
    'demographic_info.last_updated',
    'demographic_info.person.last_updated',
    'household_member.last_updated',
    'group_head_info',
  ],
  create: (options) =>
    createSpdciSource({
      ...options,
      connection: check(SpdciConnection, options.connection, 'connection'),
      query: check(SpdciImport, options.query, 'query'),
    }),
};
