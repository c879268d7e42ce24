import type { EtlError } from '../../core/errors.ts';
import type { IdentifierType } from '../../core/identifierType.ts';
import type { SourceEntry } from '../../core/source.ts';
import type { MappingConfig } from '../mapping/config.ts';
import { compileEntryReader } from '../mapping/entry.ts';
import { atPlace, cellsMisplaced, ownIdMissing, ownIdTwice, tellsNobody } from './errors.ts';
import { OwnIds } from './ownIds.ts';
import type { Table, TableRow } from './rows.ts';

/** What a table of known people or groups is read with. */
export interface TableOptions {
  readonly table: Table;
  /** What each row is. */
  readonly target: 'individual' | 'group';
  /** Laid over the mapping by which OpenG2P's columns are read. */
  readonly mapping?: MappingConfig;
  readonly identifierTypes: readonly IdentifierType[];
  /** Hears what each row has become, and where it stands. */
  readonly onEntry?: (entry: SourceEntry, place: number) => void;
}

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

const saysNothing = (entry: SourceEntry): boolean => {
  if (entry.kind === 'rejected') return false;
  const names =
    entry.kind === 'group'
      ? [entry.group.name]
      : [entry.person.fullName, entry.person.givenName, entry.person.familyName];
  const { identifiers } = entry.kind === 'group' ? entry.group : entry.person;
  return identifiers.length === 0 && names.every(isBlank);
};

const recordIdOf = (entry: SourceEntry): string | null => {
  if (entry.kind === 'group') return entry.group.recordId;
  return entry.kind === 'person' ? entry.person.recordId : entry.recordId;
};

/** Spaces around an id are none of it. */
const withId = (entry: SourceEntry, recordId: string): SourceEntry => {
  if (entry.kind === 'group') return { ...entry, group: { ...entry.group, recordId } };
  return entry.kind === 'person' ? { ...entry, person: { ...entry.person, recordId } } : entry;
};

/** Makes entries of the rows of a table: each has an id of its own, and says who it is. */
export class RowReader {
  readonly #options: TableOptions;
  readonly #read;
  readonly #ids = new OwnIds();

  constructor(options: TableOptions, mapping: MappingConfig) {
    this.#options = options;
    this.#read = compileEntryReader(mapping, options.identifierTypes, options.target);
  }

  entryOf(row: TableRow, columns: number): SourceEntry {
    const { table, target, onEntry } = this.#options;
    const place = `${table.unit} ${String(row.place)}` as const;
    const [read] = this.#read(row.cells);
    const raw = JSON.stringify(row.cells);
    const rejected = (error: EtlError, recordId: string | null = null): SourceEntry => ({
      kind: 'rejected',
      error,
      target: target === 'group' ? 'group' : 'person',
      recordId,
      identifiers: [],
      raw,
    });
    const judge = (): SourceEntry => {
      if (row.cellsFound !== undefined) return rejected(cellsMisplaced(place, row.cellsFound, columns));
      if (read === undefined) return rejected(tellsNobody(place));
      const id = recordIdOf(read)?.trim() ?? '';
      if (id === '') return rejected(ownIdMissing(place));
      const first = this.#ids.add(id, row.place);
      if (first !== undefined) return rejected(ownIdTwice(place, `${table.unit} ${String(first)}`));
      if (read.kind === 'rejected') return { ...read, error: atPlace(read.error, place) };
      return saysNothing(read) ? rejected(tellsNobody(place), id) : withId(read, id);
    };
    const entry = judge();
    onEntry?.(entry, row.place);
    return entry;
  }
}
