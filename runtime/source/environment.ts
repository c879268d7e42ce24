import type { EtlError } from '../../core/errors.ts';
import type { ScanMode } from '../../core/source.ts';
import type { SourceCheckpoint } from '../../schemas/generated/types.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import type { SourcePoint } from '../faultPoint.ts';
import type { Counts } from './decidePage.ts';
import type { KeyedHash } from './keyedHash.ts';
import type { SourceMessages } from './messages.ts';
import type { SourceOptions } from './options.ts';
import type { SourceRecord } from './records.ts';
import type { SourceIndex } from './sourceIndex.ts';
import type { SourceKafka } from './sourceLog.ts';

/** What became of a run. */
export interface RunSummary extends Counts {
  readonly source: string;
  readonly import: string;
  readonly run: string;
  readonly mode: ScanMode;
  /** Resumed after a crash: it withdraws nobody. */
  readonly interrupted: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly pages: number;
  /** Entries that the registry has shown, counted from where this process went on. */
  readonly entries: number;
  /** Of the published records. */
  readonly withdrawn: number;
  /** Of the published records. */
  readonly outOfScope: number;
  readonly withdrawalsPending: number;
  /** Missing, but not counted: they resemble an entry that has no identifier. */
  readonly withdrawalsExcused: number;
  readonly withdrawalsHeld: number;
  /** Why a guard holds them. */
  readonly holdReason: string | null;
}

/** A page that has been published. */
export interface PageProgress extends Counts {
  readonly source: string;
  readonly import: string;
  readonly run: string;
  readonly mode: ScanMode;
  readonly entries: number;
  /** What the connector says about the page. */
  readonly details: Readonly<Record<string, number>>;
  /** The run so far. */
  readonly total: Counts;
}

/** Something that is tried again. */
export interface SourceRetry {
  readonly source: string;
  /** Undefined: Kafka, not an import. */
  readonly import: string | undefined;
  readonly error: EtlError;
  /** Milliseconds until the next attempt. */
  readonly wait: number;
}

/** Notices of a registry that have been dealt with. */
export interface NoticeProgress {
  readonly source: string;
  readonly import: string;
  readonly notices: number;
  /** Source records published. */
  readonly published: number;
  /** Records that are counted as missing from now on. */
  readonly gone: number;
  /** True when a scan of changes has to show the rest. */
  readonly scan: boolean;
}

/** A message that was refused, or a subscription that does not work. */
export interface NoticeTrouble {
  readonly source: string;
  readonly import: string;
  readonly error: EtlError;
}

/** Hears what a source does, for logs, metrics and progress. What it throws ends the run. */
export interface SourceObserver {
  onPage?(progress: PageProgress): void;
  onRunEnded?(summary: RunSummary): void;
  onRetry?(retry: SourceRetry): void;
  /** This process has become the one that runs a source, or is it no longer. */
  onSlot?(slot: { readonly source: string; readonly held: boolean }): void;
  onNotices?(progress: NoticeProgress): void;
  onNoticeTrouble?(trouble: NoticeTrouble): void;
}

/** What all runs of a source share. */
export interface SourceEnvironment {
  readonly options: SourceOptions;
  readonly kafka: SourceKafka;
  readonly hash: KeyedHash;
  readonly messages: SourceMessages;
  /** Milliseconds since 1970 UTC. */
  readonly clock: () => number;
  readonly newRunId: () => string;
  readonly observer: SourceObserver;
  readonly point: (name: SourcePoint) => Promise<void>;
  /** Attempts at a page, with pauses that double from `pause` to `longestPause`, milliseconds. */
  readonly retry: { readonly attempts: number; readonly pause: number; readonly longestPause: number };
}

/** What a source knows, and how it makes something known: for as long as nobody takes its place. */
export interface SourceSession {
  readonly index: SourceIndex;
  /** By import. */
  readonly checkpoints: Map<string, SourceCheckpoint>;
  /** True while the index is ahead of the log: when something fails then, both must be read again. */
  ahead: boolean;
  /** All the messages in one transaction, or none. */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Publishes what the registry has told by itself meanwhile; a run calls it between two pages. */
  betweenPages?: (() => Promise<void>) | undefined;
  /** Receives the records that are published; in a dry run they are all that there is. */
  onRecords?: ((records: readonly SourceRecord[]) => void) | undefined;
}
