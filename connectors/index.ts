import type { ConnectorDefinition } from './connector.ts';
import { graphql } from './graphql/definition.ts';
import { openg2p } from './openg2p/definition.ts';
import { spdci } from './spdci/definition.ts';

/** Every kind of registry that can be polled, by the `type` that a source names. */
export const connectors: Readonly<Record<string, ConnectorDefinition>> = {
  [openg2p.type]: openg2p,
  [graphql.type]: graphql,
  [spdci.type]: spdci,
};

export { mergeIdentifierTypes } from './mapping/identifierTypes.ts';
export { csvTable } from './table/csv.ts';
export type { OpenTable, Table, TableRow } from './table/rows.ts';
export { createTableSource } from './table/source.ts';
export { commonIdentifierTypes } from './mapping/commonIdentifierTypes.ts';
export { MappingConfig } from './mapping/config.ts';
