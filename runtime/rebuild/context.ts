import type { Pool } from 'pg';
import type { FaultHook } from '../faultPoint.ts';
import type { Codec, KafkaConnection } from '../kafka/index.ts';

/** The stage whose tables are rebuilt, and the topics that it reads, by their logical names. */
export const STAGE = 'registry';
export const INPUT_TOPICS = ['registrants', 'groups'] as const;

/** How far a rebuild is. */
export interface RebuildProgress {
  readonly step: 'reading' | 'indexing' | 'comparing' | 'carrying over' | 'exchanging';
  /** Offsets, indexes or tables, as the step has them. */
  readonly done: number;
  readonly of: number;
}

/** Hears of the progress; must not throw. */
export type OnProgress = (progress: RebuildProgress) => void;

/** What every part of a rebuild shares. */
export interface RebuildContext {
  readonly deployment: string;
  readonly topicPrefix: string;
  readonly kafka: KafkaConnection;
  /** Prepared. */
  readonly codec: Pick<Codec, 'load' | 'decode'>;
  /** Patient: its statements may take as long as they need. At least `workers` + 2 connections. */
  readonly pool: Pool;
  /** Membership kinds that at most one current member has, the head's first: as the sink has them. */
  readonly uniqueKinds: readonly string[];
  /** Partitions that are read at once. */
  readonly workers: number;
  /** Pass over what cannot be decoded, as the sink has, instead of ending. */
  readonly skipUnreadable: boolean;
  /** Where nothing says how far the registry is: all that the topics hold was in it, and is in the audit log. */
  readonly assumeApplied: boolean;
  readonly points: FaultHook;
  readonly onProgress: OnProgress;
  /** Ends the rebuild between two steps. */
  readonly signal: AbortSignal;
}

/** Counts of what a rebuild has read. */
export interface Counts {
  /** Registrants and groups whose rows were made. */
  states: number;
  /** Records that the sink refuses as well. */
  refused: number;
  /** Records that nobody can decode. */
  unreadable: number;
}

export const noCounts = (): Counts => ({ states: 0, refused: 0, unreadable: 0 });
