import { checkedConfig } from '../checked.ts';
import type { ConnectorDefinition, CreateSource } from '../connector.ts';
import { OpenG2PConnection, OpenG2PImport } from './config.ts';
import { configInvalid } from './errors.ts';
import { commonIdentifierTypes } from '../mapping/commonIdentifierTypes.ts';
import { compileMapper } from './plan.ts';
import type { OpenG2POptions } from './plan.ts';
import { createOpenG2PSource } from './source.ts';

const checked = (options: CreateSource): OpenG2POptions => ({
  ...options,
  connection: checkedConfig(OpenG2PConnection, options.connection, 'connection', configInvalid),
  query: checkedConfig(OpenG2PImport, options.query, 'query', configInvalid),
});

/** The social registry of OpenG2P, asked by GraphQL through its G2P Connect search. */
export const openg2p: ConnectorDefinition = {
  type: 'openg2p',
  summary: 'OpenG2P social registry, by GraphQL in the DCI envelope of its synchronous search',
  connectionConfig: OpenG2PConnection,
  importConfig: OpenG2PImport,
  identifierTypes: commonIdentifierTypes,
  volatileFields: ['writeDate', 'groupMembershipIds.writeDate'],
  create: (options) => createOpenG2PSource(checked(options)),
  createMapper: (options) => compileMapper(checked(options)),
};
