import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { EntryMapper } from '../../core/source.ts';
import type { CreateSource } from '../connector.ts';
import { compileEntryMapper, compileEntryReader } from '../mapping/entry.ts';
import type { EntryReader } from '../mapping/entry.ts';
import { mergeMappings } from '../mapping/merge.ts';
import type { SpdciConnection, SpdciImport } from './config.ts';
import { preset } from './preset.ts';
import { compileQuery } from './query.ts';
import type { Search } from './registry.ts';
import { fixedCriteria } from './request.ts';
import { sinceValue } from './watermark.ts';

/** Options of a source whose configuration has been checked. */
export interface SpdciOptions extends Omit<CreateSource, 'connection' | 'query'> {
  readonly connection: SpdciConnection;
  readonly query: SpdciImport;
}

/** What an import asks and how its entries are read: all that follows from the configuration alone. */
export interface Plan {
  /** The search for everything. */
  readonly complete: Search;
  /** The search for what has changed since a watermark; for everything where the query cannot be narrowed. */
  readonly changed: (watermark: string | undefined) => Search;
  readonly readEntry: EntryReader;
  /** Query, criteria and target as canonical text. */
  readonly scope: string;
  /** The scope as a cursor carries it. */
  readonly scopeHash: string;
}

/** What decides who is in the answer; neither order nor consent do. */
const askedFor = (query: SpdciImport, entity: string) => ({
  regType: query.regType,
  regEventType: query.regEventType,
  queryType: query.queryType,
  responseEntity: entity,
});

/**
 * Compiles the configuration of an import.
 *
 * @throws EtlError (config) for a mapping or identifier type that cannot work
 */
export const compilePlan = ({ connection, query, target, identifierTypes }: SpdciOptions): Plan => {
  const entity = query.responseEntity ?? (target === 'group' ? 'Group' : 'Member');
  const criteria = fixedCriteria(query, entity);
  const compiled = compileQuery(query.queryType, query.query, entity);
  const complete: Search = { criteria, query: compiled.value, locale: query.locale };
  const scope = stringify({ target, ...askedFor(query, entity), query: compiled.value }) ?? '';

  const changed = (watermark: string | undefined): Search => {
    const { since, watermarkOverlapDays } = query;
    if (since === undefined || compiled.since === undefined) return complete;
    const value = sinceValue(watermark, watermarkOverlapDays, since.format ?? compiled.dates);
    return value === undefined ? complete : { ...complete, query: compiled.since(since.attribute, value) };
  };

  return {
    complete,
    changed,
    readEntry: compileEntryReader(mergeMappings(preset, connection.mapping), identifierTypes, target),
    scope,
    scopeHash: createHash('sha256').update(scope).digest('hex').slice(0, 16),
  };
};

/** The mapping of an import alone, for entries that are at hand. Throws as {@link compilePlan} does. */
export const compileMapper = ({ connection, target, identifierTypes }: SpdciOptions): EntryMapper =>
  compileEntryMapper(mergeMappings(preset, connection.mapping), identifierTypes, target);
