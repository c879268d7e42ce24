import type { Page, ScanMode } from '../../core/source.ts';
import type { SourceCheckpoint } from '../../schemas/generated/types.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { abandonRun, advance, countsOf, newCheckpoint, runMarker, scanModeOf, startRun } from './checkpoint.ts';
import { volatilePaths } from './contentHash.ts';
import { decidePage } from './decidePage.ts';
import type { Unnamed } from './decidePage.ts';
import { endOfScan } from './endOfScan.ts';
import type { RunSummary, SourceEnvironment, SourceSession } from './environment.ts';
import { defaultRejectionGuard } from './options.ts';
import type { ImportOptions } from './options.ts';
import { pagesOf } from './pages.ts';
import type { PolledPage } from './pages.ts';
import { highestStamps, scopeHashOf } from './sessionCheckpoints.ts';
import { countRejections, rejectionCountsOf, tooManyRejected } from './rejections.ts';
import type { RejectionCounts } from './rejections.ts';

/** What a run is asked to do. */
export interface RunRequest {
  readonly mode: ScanMode;
  /** Milliseconds since 1970 UTC from which on changes are read once more; undefined: from where the last scan ended. */
  readonly since: number | undefined;
  /** True when a person has accepted the withdrawals that a guard holds. */
  readonly acceptWithdrawals: boolean;
  /** False: a run in progress is left alone and a new one begun, for a dry run. */
  readonly resume: boolean;
}

/** A run with what has to be said at its beginning. */
interface Beginning {
  readonly checkpoint: SourceCheckpoint;
  readonly announcements: readonly OutgoingMessage[];
}

/**
 * Where a backfill begins. It never begins later than an ordinary scan would: what has changed between the two would be
 * lost.
 *
 * @param since milliseconds since 1970 UTC
 */
const backfillFrom = (watermark: string | null, since: number): string => {
  const known = Date.parse(watermark ?? '');
  return known < since && watermark !== null ? watermark : new Date(since).toISOString();
};

/**
 * Goes on with the run in progress, or begins one. A run of another scope cannot be gone on with, for its cursor means
 * nothing to the new query; nor can an incremental one, when a complete one is wanted. An import that has never been
 * read completely with its query is read completely first, whatever is asked for.
 */
const begin = (
  environment: SourceEnvironment,
  former: SourceCheckpoint,
  options: ImportOptions,
  request: RunRequest,
): Beginning => {
  const { clock, messages, newRunId } = environment;
  const scopeHash = scopeHashOf(environment, options);
  const sameScope = former.scopeHash === scopeHash;
  const inProgress = former.runId !== null;
  const from = request.since === undefined ? former.watermark : backfillFrom(former.watermark, request.since);
  // A run that has begun later has passed over what is asked for; a complete one sees it all.
  const fits = former.mode === 'complete' || (request.mode === 'incremental' && from === former.watermark);
  if (inProgress && sameScope && fits && request.resume)
    return { checkpoint: { ...former, interrupted: true }, announcements: [] };
  const startedAt = clock();
  const mode = sameScope && former.lastCompleteScanAt !== null ? request.mode : 'complete';
  const begun = startRun(abandonRun(former), { id: newRunId(), mode, startedAt, scopeHash });
  const checkpoint = mode === 'incremental' ? { ...begun, watermark: from } : begun;
  const noEnd = { endedAt: null, pending: 0, held: 0 };
  const given = runMarker(former, 'interrupted', { ...noEnd, endedAt: startedAt });
  const announcements = [...(inProgress ? [given] : []), runMarker(checkpoint, 'started', noEnd)];
  return { checkpoint, announcements: announcements.map((marker) => messages.marker(marker)) };
};

/** A run in this process. */
class ImportRunWork {
  readonly #environment: SourceEnvironment;
  readonly #session: SourceSession;
  readonly #options: ImportOptions;
  readonly #request: RunRequest;
  readonly #unnamed: Unnamed = { broken: false, namings: new Set(), groups: new Set() };
  readonly #volatile;
  #checkpoint: SourceCheckpoint;
  #announcements: readonly OutgoingMessage[];
  #pages = 0;
  #entries = 0;

  constructor(environment: SourceEnvironment, session: SourceSession, options: ImportOptions, request: RunRequest) {
    this.#environment = environment;
    this.#session = session;
    this.#options = options;
    this.#request = request;
    this.#volatile = volatilePaths(options.volatileFields);
    const former = session.checkpoints.get(options.name) ?? newCheckpoint(environment.options.name, options.name);
    const { checkpoint, announcements } = begin(environment, former, options, request);
    this.#checkpoint = checkpoint;
    this.#announcements = announcements;
  }

  async run(signal: AbortSignal): Promise<RunSummary> {
    const { cursor, watermark } = this.#checkpoint;
    const request = {
      mode: scanModeOf(this.#checkpoint),
      watermark: watermark ?? undefined,
      cursor: cursor ?? undefined,
    };
    let nextWatermark: string | undefined;
    for await (const polled of pagesOf(this.#environment, this.#options, request, signal)) {
      await this.#environment.point('source.after-poll');
      await this.#publish(polled);
      // A registry that speaks by itself does not wait until a long scan is over.
      await this.#session.betweenPages?.();
      this.#checkpoint = this.#session.checkpoints.get(this.#options.name) ?? this.#checkpoint;
      nextWatermark = polled.page.watermark;
    }
    signal.throwIfAborted();
    return this.#end(nextWatermark);
  }

  async #publish({ page, observedAt }: PolledPage): Promise<void> {
    const { hash, messages, options: source, observer, point } = this.#environment;
    const session = this.#session;
    const rejections = this.#judgeRejections(page);
    session.ahead = true;
    const decision = decidePage(page.entries, {
      source: source.name,
      country: source.country,
      import: this.#options,
      run: this.#checkpoint.runId ?? '',
      observedAt,
      hash,
      volatile: this.#volatile,
      index: session.index,
      unnamed: this.#unnamed,
      stamps: highestStamps(session),
    });
    const { counts, stamps } = decision;
    const checkpoint = advance(this.#checkpoint, { counts, stamps, cursor: page.cursor, rejections });
    await point('source.before-publish');
    await session.publish([
      ...this.#announcements,
      ...decision.records.map((record) => messages.record(record)),
      ...decision.index.map((entry) => messages.index(entry)),
      ...decision.deadLetters.map((letter) => messages.deadLetter(letter)),
      messages.checkpoint(checkpoint),
    ]);
    session.checkpoints.set(this.#options.name, checkpoint);
    session.ahead = false;
    session.onRecords?.(decision.records);
    this.#checkpoint = checkpoint;
    this.#announcements = [];
    this.#pages += 1;
    this.#entries += page.entries.length;
    await point('source.after-publish');
    const total = countsOf(checkpoint);
    const { details, entries } = page;
    observer.onPage?.({ ...this.#names(), ...counts, entries: entries.length, details, total });
  }

  /** @throws EtlError `config` when the mapping must be broken: the page is not published, and the checkpoint stays */
  #judgeRejections({ entries }: Page): RejectionCounts {
    const counts = countRejections(rejectionCountsOf(this.#checkpoint.counts), entries);
    const named = { source: this.#environment.options.name, import: this.#options.name };
    const guard = this.#options.rejections ?? defaultRejectionGuard;
    const problem = tooManyRejected(counts, entries, guard, named);
    if (problem !== undefined) throw problem;
    return counts;
  }

  async #end(watermark: string | undefined): Promise<RunSummary> {
    const { clock, observer } = this.#environment;
    const endedAt = clock();
    const { judgement, run, withdrawn, outOfScope } = await endOfScan({
      environment: this.#environment,
      session: this.#session,
      options: this.#options,
      checkpoint: this.#checkpoint,
      unnamed: this.#unnamed,
      watermark,
      acceptWithdrawals: this.#request.acceptWithdrawals,
      endedAt,
    });
    const summary: RunSummary = {
      ...this.#names(),
      ...countsOf(run),
      interrupted: run.interrupted,
      startedAt: run.runStartedAt ?? endedAt,
      endedAt,
      pages: this.#pages,
      entries: this.#entries,
      withdrawn,
      outOfScope,
      withdrawalsPending: judgement.pending,
      withdrawalsExcused: judgement.excused,
      withdrawalsHeld: judgement.held,
      holdReason: judgement.holdReason,
    };
    observer.onRunEnded?.(summary);
    return summary;
  }

  #names() {
    const { name: source } = this.#environment.options;
    const mode = scanModeOf(this.#checkpoint);
    return { source, import: this.#options.name, run: this.#checkpoint.runId ?? '', mode };
  }
}

/**
 * Runs one import once: polls page after page, publishes what has changed on each together with where the scan goes on,
 * and at the end of a complete scan judges who is missing. A run that a crash has interrupted goes on where it stood.
 *
 * @throws EtlError what the source throws after bounded retries, or what publishing throws; the run stays in progress
 */
export const runImport = (
  environment: SourceEnvironment,
  session: SourceSession,
  options: ImportOptions,
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunSummary> => new ImportRunWork(environment, session, options, request).run(signal);
