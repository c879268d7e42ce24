import { checkedConfig } from '../checked.ts';
import type { ConnectorDefinition, CreateSource } from '../connector.ts';
import { SpdciConnection, SpdciImport } from './config.ts';
import { configInvalid } from './errors.ts';
import { identifierTypes } from './identifierTypes.ts';
import { compileMapper } from './plan.ts';
import type { SpdciOptions } from './plan.ts';
import { createSpdciSource } from './source.ts';
import { subscribeProblem } from './subscribe/index.ts';

const checked = (options: CreateSource): SpdciOptions => {
  const connection = checkedConfig(SpdciConnection, options.connection, 'connection', configInvalid);
  const query = checkedConfig(SpdciImport, options.query, 'query', configInvalid);
  const problem = subscribeProblem(connection, query);
  if (problem !== undefined) throw configInvalid(problem);
  return { ...options, connection, query };
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
  create: (options) => createSpdciSource(checked(options)),
  createMapper: (options) => compileMapper(checked(options)),
};
