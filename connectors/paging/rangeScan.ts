import { findJoin } from './continuity.ts';
import { pageTooSmall, registryRestless } from './errors.ts';

/** Fingerprints that are kept of what was read last: how far back a shift can be followed. */
export const historyLength = 256;

/** Where a scan over ranges of an order stands; a connector's state adds what it needs itself. */
export interface RangeState {
  /** Records before this position of the registry's order have been read. */
  readonly position: number;
  /** Fingerprints of the records read last, in their order; the last one stands right before `position`. */
  readonly history: readonly string[];
  /** How often the scan lost its place and began anew. */
  readonly restarts: number;
}

/** Reads `limit` records from `offset` on in the order of the scan; fewer, or none, where there are no more. */
export type ReadRange = (offset: number, limit: number) => Promise<readonly unknown[]>;

/** A range that can be asked for. */
export interface Asked {
  readonly offset: number;
  readonly limit: number;
}

/** For a registry that does not give every range (see `numberedPages.ts`): those that it gives. */
export interface Ranges {
  /** One that begins at `offset` or before it and ends as far behind it as can be. */
  readonly around: (offset: number, limit: number) => Asked;
  /** One that begins at `offset`. */
  readonly from: (offset: number, limit: number) => Asked;
}

/** How a scan reads. */
export interface ScanSettings {
  readonly pageSize: number;
  /** Records of the page before that are read again. */
  readonly overlap: number;
  readonly fingerprint: (record: unknown) => string;
  /** True for a record that an incremental scan need not read, nor any after it. */
  readonly isOld: (record: unknown) => boolean;
  /** Without it the registry gives every range. */
  readonly ranges?: Ranges;
}

/** One step of a scan. */
export interface Step<State extends RangeState> {
  /** Records that were not in the pages before, as far as the history reaches. */
  readonly records: readonly unknown[];
  readonly state: State;
  readonly done: boolean;
  /** Ranges that were read because a page did not follow on from the one before. */
  readonly stepsBack: number;
  /** The registry answers fewer records than the overlap: read fewer of them again from now on. */
  readonly overlap: number;
}

/** How often one scan may lose its place before somebody is told. */
const maxRestarts = 5;
/** Each step back goes this many times farther than the one before. */
const stepFactor = 4;
/** A page must be short so often, with records behind it, to be the server's limit: one may come as another goes. */
const looksAtShortPage = 3;

interface Range extends Asked {
  readonly records: readonly unknown[];
  readonly fingerprints: readonly string[];
}

/** Offsets to try, nearest first, as far as the history can tell; then the beginning, which needs no proof. */
const offsetsToTry = (state: RangeState, overlap: number): readonly number[] => {
  const offsets: number[] = [];
  for (let back = overlap; back <= state.history.length && back < state.position; back *= stepFactor) {
    offsets.push(state.position - back);
  }
  return [...offsets, 0];
};

const withRange = <State extends RangeState>(state: State, range: Range, history: readonly string[]): State => ({
  ...state,
  position: range.offset + range.records.length,
  history: history.slice(-historyLength),
});

/** What the page adds when it follows on; undefined when it may have skipped somebody. */
const follow = <State extends RangeState>(
  state: State,
  range: Range,
): { records: readonly unknown[]; state: State } | undefined => {
  const known = new Set(state.history);
  const unknown = range.records.filter((_record, index) => !known.has(range.fingerprints[index] ?? ''));
  if (range.offset === 0) return { records: unknown, state: withRange(state, range, range.fingerprints) };
  const join = findJoin(state.history, range.fingerprints, state.position - range.offset);
  if (join === undefined) return undefined;
  // Whatever was read may be joined later; the page comes last, for the next one is laid against its end.
  const inPage = new Set(range.fingerprints);
  const history = [...state.history.filter((one) => !inPage.has(one)), ...range.fingerprints];
  const records = join.repeated === undefined ? unknown : range.records.slice(join.repeated);
  return { records, state: withRange(state, range, history) };
};

const everyRange: Ranges = {
  around: (offset, limit) => ({ offset, limit }),
  from: (offset, limit) => ({ offset, limit }),
};

/** The first range, nearest first, that follows on from what was read. */
const readOn = async <State extends RangeState>(read: ReadRange, settings: ScanSettings, state: State) => {
  const { around } = settings.ranges ?? everyRange;
  let stepsBack = 0;
  for (const wanted of offsetsToTry(state, settings.overlap)) {
    const { offset, limit } = around(wanted, settings.pageSize);
    if (stepsBack === 0 && wanted > 0 && offset + limit <= state.position) throw pageTooSmall(limit);
    const restarts = offset === 0 && stepsBack > 0 ? state.restarts + 1 : state.restarts;
    if (restarts > maxRestarts) break;
    const records = await read(offset, limit);
    const range = { offset, limit, records, fingerprints: records.map(settings.fingerprint) };
    const followed = follow(state, range);
    if (followed !== undefined) {
      return { ...followed, state: { ...followed.state, restarts }, range, stepsBack };
    }
    stepsBack += 1;
  }
  throw registryRestless(state.restarts);
};

/**
 * Whether the range behind the last one shows nothing but what was just read. A server that leaves out what it cannot
 * show counts it all the same, so that its last records stand farther on than their number tells.
 */
const isBehindTheEnd = async (
  read: ReadRange,
  settings: ScanSettings,
  position: number,
  range: Range,
  after: readonly unknown[],
): Promise<boolean> => {
  // Where only some ranges can be asked for, this one may be of one record, and tells nothing of the rest.
  if (settings.ranges !== undefined) return false;
  const known = new Set(range.fingerprints);
  if (!after.every((record) => known.has(settings.fingerprint(record)))) return false;
  // Fewer than the server just gave: it has no more. As many may be all that it gives at a time.
  if (after.length < range.records.length) return true;
  return (await read(position + after.length, settings.pageSize)).length === 0;
};

/** A short page may be the last one: it is, if the range after it is empty. */
const confirmEnd = async <State extends RangeState>(
  read: ReadRange,
  settings: ScanSettings,
  step: Step<State>,
  range: Range,
): Promise<Step<State>> => {
  const next = (settings.ranges ?? everyRange).from(step.state.position, settings.pageSize);
  for (let look = 0; look < looksAtShortPage; look += 1) {
    const after = await read(next.offset, next.limit);
    if (after.length === 0) return { ...step, done: true };
    if (await isBehindTheEnd(read, settings, step.state.position, range, after)) return { ...step, done: true };
    // Either somebody was added meanwhile, and then the same range has grown, or the server gives less than it is asked.
    const again = await read(range.offset, range.limit);
    if (again.length !== range.records.length) return step;
  }
  const overlap = Math.min(settings.overlap, Math.floor(range.records.length / 2));
  // Where only some ranges can be asked for, a range of another length than asked begins somewhere else, too.
  if (overlap < 1 || settings.ranges !== undefined) throw pageTooSmall(range.records.length);
  return { ...step, overlap };
};

/**
 * Reads the next page of a scan in such a way that no record that is there throughout is skipped, whatever is added,
 * removed, changed or moved to the front between two requests.
 *
 * Each page begins with some records of the one before. When they are not there, the pages have shifted: the scan
 * steps back, farther each time, until a page joins what was read, and at last to the beginning, where no proof is
 * needed. Only an empty range is the end: never a short page, which a server may give at any time, nor a count.
 *
 * @throws EtlError `REGISTRY_RESTLESS` (transient) when the scan has begun anew too often, `PAGE_TOO_SMALL` (config)
 */
export const readStep = async <State extends RangeState>(
  read: ReadRange,
  settings: ScanSettings,
  state: State,
): Promise<Step<State>> => {
  const { records, state: next, range, stepsBack } = await readOn(read, settings, state);
  const step: Step<State> = { records, state: next, done: false, stepsBack, overlap: settings.overlap };
  const last = range.records.at(-1);
  if (last === undefined || settings.isOld(last)) return { ...step, done: true };
  if (range.records.length >= range.limit) return step;
  // A first page that is short is looked at more closely where its length decides what later pages mean.
  const suspect = settings.ranges !== undefined && range.offset === 0;
  return records.length > 0 && !suspect ? step : confirmEnd(read, settings, step, range);
};
