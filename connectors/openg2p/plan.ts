import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { EntryMapper } from '../../core/source.ts';
import type { CreateSource } from '../connector.ts';
import { compileEntryMapper, compileEntryReader } from '../mapping/entry.ts';
import type { EntryReader } from '../mapping/entry.ts';
import { mergeMappings } from '../mapping/merge.ts';
import type { OpenG2PConnection, OpenG2PImport } from './config.ts';
import { readDocument } from './document.ts';
import type { ArgumentValue, RegistrantsQuery } from './document.ts';
import { groupsDocument, individualsDocument } from './documents.ts';
import { membersNotAsked } from './errors.ts';
import { preset } from './preset.ts';

/** Options of a source whose configuration has been checked. */
export interface OpenG2POptions extends Omit<CreateSource, 'connection' | 'query'> {
  readonly connection: OpenG2PConnection;
  readonly query: OpenG2PImport;
}

/** What an import asks and how its entries are read: all that follows from the configuration alone. */
export interface Plan {
  readonly document: RegistrantsQuery;
  /** Arguments apart from those of a page. */
  readonly fixed: Readonly<Record<string, ArgumentValue>>;
  readonly readEntry: EntryReader;
  /** Document, arguments and target as canonical text. */
  readonly scope: string;
  /** The scope as a cursor carries it. */
  readonly scopeHash: string;
}

const fixedArguments = (query: OpenG2PImport, target: 'individual' | 'group'): Plan['fixed'] => ({
  ...query.filters,
  ...(query.createdSince === undefined ? {} : { lastSyncDate: query.createdSince }),
  isGroup: target === 'group',
});

/**
 * Compiles the configuration of an import.
 *
 * @throws EtlError (config) for a mapping, document or identifier type that cannot work
 */
export const compilePlan = ({ connection, query, target, identifierTypes }: OpenG2POptions): Plan => {
  const mapping = mergeMappings(preset, connection.mapping);
  const document = readDocument(query.document ?? (target === 'group' ? groupsDocument : individualsDocument));
  const readsMembers = target === 'group' && mapping.group.members !== null && mapping.group.members !== undefined;
  if (readsMembers && !document.fields.has('groupMembershipIds')) throw membersNotAsked();
  const fixed = fixedArguments(query, target);
  const scope = stringify({ target, document: document.canonical, arguments: fixed }) ?? '';
  return {
    document,
    fixed,
    readEntry: compileEntryReader(mapping, identifierTypes, target),
    scope,
    scopeHash: createHash('sha256').update(scope).digest('hex').slice(0, 16),
  };
};

/** The mapping of an import alone, for entries that are at hand. Throws as {@link compilePlan} does. */
export const compileMapper = ({ connection, target, identifierTypes }: OpenG2POptions): EntryMapper =>
  compileEntryMapper(mergeMappings(preset, connection.mapping), identifierTypes, target);
