import type { GoneRecord, Notice, SourceEntry } from '../../../core/source.ts';
import { strongAliases } from '../aliases.ts';
import { advance, newCheckpoint, noCounts, runMarker } from '../checkpoint.ts';
import { volatilePaths } from '../contentHash.ts';
import { decidePage } from '../decidePage.ts';
import type { PageDecision } from '../decidePage.ts';
import type { SourceEnvironment, SourceSession } from '../environment.ts';
import { markGone } from '../missing.ts';
import type { ImportOptions } from '../options.ts';
import { highestStamps, scopeHashOf } from '../sessionCheckpoints.ts';
import { indexEntry } from '../sourceIndex.ts';
import type { IndexedRecord } from '../indexedRecord.ts';
import { findKnown } from './findKnown.ts';
import type { SourceCheckpoint } from '../../../schemas/generated/types.ts';
import type { OutgoingMessage } from '../../kafka/index.ts';

/** What has come for one import since it was last looked at. */
export interface Told {
  readonly notices: readonly Notice[];
  /** The connector's text to keep; undefined: as before. */
  readonly keep: string | undefined;
}

/** What became of it. */
export interface ToldOutcome {
  /** Source records published. */
  readonly published: number;
  /** Records that are counted as missing from now on. */
  readonly gone: number;
  /** True when a scan of changes has to show what the notices alone could not. */
  readonly scan: boolean;
}

/** Entries that may be taken from the notices, and whether something is left for a scan to show. */
interface Sorted {
  readonly entries: readonly SourceEntry[];
  readonly left: boolean;
}

/**
 * True when a notice may say something about the import: it is being read, or has been read completely with the query
 * that it has now. Otherwise a complete scan is due, which begins after the notice came and shows what it says.
 */
const takesNotices = (checkpoint: SourceCheckpoint, scopeHash: string): boolean =>
  checkpoint.scopeHash === scopeHash && (checkpoint.runId !== null || checkpoint.lastCompleteScanAt !== null);

/** The decision on what some notices say, and how it is made known. */
class NoticesWork {
  readonly #environment: SourceEnvironment;
  readonly #session: SourceSession;
  readonly #options: ImportOptions;
  readonly #former: SourceCheckpoint;
  readonly #now: number;
  readonly #run: string;

  constructor(environment: SourceEnvironment, session: SourceSession, options: ImportOptions) {
    this.#environment = environment;
    this.#session = session;
    this.#options = options;
    this.#former = session.checkpoints.get(options.name) ?? newCheckpoint(environment.options.name, options.name);
    this.#now = environment.clock();
    this.#run = environment.newRunId();
  }

  async publish({ notices, keep }: Told): Promise<ToldOutcome> {
    const scopeHash = scopeHashOf(this.#environment, this.#options);
    const taken = takesNotices(this.#former, scopeHash) ? notices : [];
    const { entries, left } = this.#sort(taken);
    this.#session.ahead = true;
    const decision = this.#decide(entries);
    const gone = this.#markGone(taken.flatMap((notice) => notice.gone));
    const subscriptions = keep ?? this.#former.subscriptions;
    const checkpoint = { ...this.#former, ...decision.stamps, subscriptions };
    const messages = [...this.#messages(decision), ...gone.map((record) => this.#indexMessage(record))];
    if (messages.length > 0 || keep !== undefined) {
      await this.#environment.point('source.before-notices');
      await this.#session.publish([...messages, this.#environment.messages.checkpoint(checkpoint)]);
      this.#session.checkpoints.set(this.#options.name, checkpoint);
      await this.#environment.point('source.after-notices');
    }
    this.#session.ahead = false;
    return { published: decision.records.length, gone: gone.length, scan: left || taken.some(({ more }) => more) };
  }

  #keyContext() {
    const { hash, options } = this.#environment;
    const day = new Date(this.#now).toISOString().slice(0, 10);
    const { index } = this.#session;
    return { hash, source: options.name, import: this.#options.name, run: this.#run, day, index };
  }

  #sort(notices: readonly Notice[]): Sorted {
    const context = this.#keyContext();
    const entries = notices.flatMap((notice) =>
      notice.entries.filter((entry) => {
        if (notice.inScope) return true;
        const known = findKnown(context, entry);
        return known !== undefined && known.state !== 'out_of_scope';
      }),
    );
    return { entries, left: entries.length < notices.reduce((sum, notice) => sum + notice.entries.length, 0) };
  }

  #decide(entries: readonly SourceEntry[]): PageDecision {
    const { hash, options: source } = this.#environment;
    return decidePage(entries, {
      source: source.name,
      country: source.country,
      import: this.#options,
      run: this.#run,
      seenBy: this.#former.runId,
      observedAt: this.#now,
      hash,
      volatile: volatilePaths(this.#options.volatileFields),
      index: this.#session.index,
      // A notice says nothing about whom it does not show, so that nobody is excused by it.
      unnamed: { broken: false, namings: new Set(), groups: new Set() },
      stamps: highestStamps(this.#session),
    });
  }

  /** Of a record whose identifiers lead to several, nothing is believed: the complete scans will tell. */
  #markGone(records: readonly GoneRecord[]): readonly IndexedRecord[] {
    const { hash, source, import: importName, day, index } = this.#keyContext();
    return records.flatMap((gone) => {
      const { aliases } = strongAliases(hash, source, gone, day);
      const keys = new Set(aliases.flatMap((alias) => index.claimants(alias)));
      const found = [...keys].flatMap((key) => index.get(key, importName) ?? []);
      const [record] = found;
      if (found.length !== 1 || record === undefined) return [];
      return markGone(record, this.#now, this.#former.runId) ? [record] : [];
    });
  }

  #indexMessage(record: IndexedRecord): OutgoingMessage {
    return this.#environment.messages.index(indexEntry(record, this.#environment.options.name));
  }

  /** Records belong to a run, so that the counts add up: one whose beginning and end are published with them. */
  #messages({ records, index, deadLetters, counts, stamps }: PageDecision): readonly OutgoingMessage[] {
    const { messages } = this.#environment;
    if (records.length + deadLetters.length + index.length === 0) return [];
    const begun: SourceCheckpoint = {
      ...this.#former,
      runId: this.#run,
      mode: 'notice',
      runStartedAt: this.#now,
      counts: { ...noCounts },
    };
    const noEnd = { endedAt: null, pending: 0, held: 0 };
    const ended = advance(begun, { counts, stamps, cursor: null });
    return [
      messages.marker(runMarker(begun, 'started', noEnd)),
      ...records.map((record) => messages.record(record)),
      ...index.map((entry) => messages.index(entry)),
      ...deadLetters.map((letter) => messages.deadLetter(letter)),
      messages.marker(runMarker(ended, 'completed', { ...noEnd, endedAt: this.#now })),
    ];
  }
}

/**
 * Publishes what a registry has told by itself about one import, in one transaction: records that differ from what was
 * published last, with their index entries; records that are gone, as missing; what the connector keeps.
 *
 * @throws EtlError as publishing does: nothing of it is known then, and the index has to be read again
 */
export const publishNotices = (
  environment: SourceEnvironment,
  session: SourceSession,
  options: ImportOptions,
  told: Told,
): Promise<ToldOutcome> => new NoticesWork(environment, session, options).publish(told);
