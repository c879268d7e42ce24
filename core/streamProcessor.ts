import type { EtlError } from './errors.ts';
import type { Position } from './position.ts';

/** A record as the stage hands it to a processor: decoded, with its place in the log. */
export interface InputRecord {
  readonly at: Position;
  /** Kafka key as UTF-8 text. */
  readonly key: string;
  /** Full Avro name of the value, for example `org.registrystream.SourcePerson`; undefined for a tombstone. */
  readonly type: string | undefined;
  /** The decoded value; null for a tombstone. */
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** Kafka timestamp, milliseconds since 1970 UTC. */
  readonly timestamp: number;
}

/**
 * When what a record tells happened, by its CloudEvents header `ce_time`, milliseconds since 1970 UTC; Kafka's timestamp,
 * which a copy of the log has another of, where there is none. For a tombstone, which has no value that could say.
 */
export const timeOf = ({ headers, timestamp }: Pick<InputRecord, 'headers' | 'timestamp'>): number => {
  const time = Date.parse(headers['ce_time'] ?? '');
  return Number.isNaN(time) ? timestamp : time;
};

/**
 * An event to publish. The stage encodes it, gives it its id (uuidv5 of deployment, stage, input position and
 * ordinal) and CloudEvents headers, stores it in the outbox with the state change, and relays it.
 */
export interface OutputEvent {
  /** Logical topic name without prefix. */
  readonly topic: string;
  readonly key: string;
  /** Full Avro name of the value; of a tombstone, of what it removes. */
  readonly type: string;
  /** Null: a tombstone, which is erasure and nothing else. */
  readonly value: object | null;
  /** Explicit partition; without it `partitionKey` or else the key decides, as in the Java client. */
  readonly partition?: number;
  /** Text that chooses the partition in place of the key, so that events with keys of their own stay in order (by subject id). */
  readonly partitionKey?: string;
  /** A copy for every partition of the topic (run markers); the key then gets `/<partition>` appended. */
  readonly everyPartition?: boolean;
  /** When what the event tells happened, milliseconds since 1970 UTC; never the clock of the stage. */
  readonly time: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One row to write. Several writes of a batch to the same `table` and `key` are folded to the last one, so a row is
 * always its complete new state, or null to leave it to the table's `remove` statement.
 */
export interface RowWrite {
  /** Name of a {@link WriteTable} of the processor. */
  readonly table: string;
  /** Identifies the row within its table; rows are written in the order of this key, so that writers cannot deadlock. */
  readonly key: string;
  /** Column values as JSON (`json_to_recordset` reads them). A removed row still carries its primary key columns. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly remove?: boolean;
}

/** SQL types of columns that the stage can send in binary form. */
export type ColumnType =
  'uuid' | 'text' | 'boolean' | 'integer' | 'bigint' | 'date' | 'timestamptz' | 'jsonb' | 'text[]' | 'bytea';

/**
 * How the stage writes one table: set-based data-modifying statements that become CTEs of the one statement that also
 * claims the offset. Their order among each other is undefined (PostgreSQL runs them on one snapshot), so no two tables
 * of a processor may write the same row.
 *
 * `rows` is the SQL expression that yields the batch's rows as `json`, or, in the `upsert` of a table that names its
 * columns, an item for a FROM clause called `r` that has them; each statement must end with a condition that
 * uses `claimed`, an SQL boolean expression that is false when the offset was not claimed:
 *
 *     insert into t (a, b) select r.a, r.b from json_to_recordset(${rows}) as r(a int, b text) where ${claimed}
 *     on conflict (a) do update set b = excluded.b
 */
export interface WriteTable {
  readonly name: string;
  /**
   * Columns of the rows with their types. The stage then sends rows column by column in binary form, which costs the
   * database half of what JSON does: for tables that get many rows. Days are `YYYY-MM-DD`, moments ISO 8601.
   */
  readonly columns?: Readonly<Record<string, ColumnType>>;
  readonly upsert: (rows: string, claimed: string) => string;
  readonly remove?: (rows: string, claimed: string) => string;
}

/** What of an input record can be known before it is decoded. */
export interface Undecoded {
  readonly key: string | null;
  /** Null: a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What became of an input record, counted per import run, stage and partition. */
export interface Outcome {
  readonly run: string;
  /** For example `new`, `linked`, `updated`, `unchanged`, `withdrawn`, `out-of-scope`, `held`, `created`. */
  readonly outcome: string;
  /** How many; 1 when absent. */
  readonly count?: number;
}

/** What a processor decided about one input record. */
export type Decision =
  | {
      readonly kind: 'accepted';
      readonly writes: readonly RowWrite[];
      /** In the order in which they are to be published; their index is the ordinal. */
      readonly events: readonly OutputEvent[];
      readonly outcomes: readonly Outcome[];
    }
  /** Goes to the dead-letter topic with its reason; the error's fault must be `record`. */
  | { readonly kind: 'rejected'; readonly error: EtlError; readonly run?: string };

/** Runs read-only SQL for {@link StreamProcessor.read}: parameters as `$1`, rows as objects. */
export type Query = (sql: string, parameters: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/**
 * What a stage runs: the resolver and the sinks alike (DESIGN §4). Reads go before, writes after; between them nothing
 * but the arguments counts.
 *
 * @typeParam Facts the working memory of a batch: what `read` found, and what `decide` has added for later records
 */
export interface StreamProcessor<Facts> {
  /** Names the stage in offsets, transactional ids, event ids and outcomes, for example `identity`, `registry`. */
  readonly stage: string;
  /** Logical names of the topics it consumes. */
  readonly inputTopics: readonly string[];
  readonly tables: readonly WriteTable[];
  /**
   * For a processor that keeps some of its state in memory, and so consumes a topic of one partition: reads it anew from
   * the database. Called when the partition was taken over, before the first {@link read}, unless nobody else can have had
   * it since and all that was committed is known: what was in memory may be behind or ahead of what is stored.
   *
   * @param loaded to be told now and then how many rows have been read, as a sign of life; also later, when a `read` has to
   *   read everything again
   */
  open?(query: Query, loaded: (rows: number) => void): Promise<void>;
  /**
   * What followed from the last {@link read} is stored. Without this call before the next read nothing of it was, and
   * memory has to go back to where it was before: a batch can be read again, whole or in parts.
   */
  committed?(): void;
  /**
   * For how many ordinary records an input record counts, where that is not one: what is decided on and committed at once
   * stays small. Infinity: it is decided on alone.
   */
  weight?(record: Undecoded): number;
  /** All that the batch needs to know, in as few set-based reads as possible; no read per record. */
  read(batch: readonly InputRecord[], query: Query): Promise<Facts>;
  /**
   * Synchronous and deterministic, in log order: the same record and facts give the same decision. It may note its
   * decision in `facts`, so that later records of the batch see it and a batch of one and a batch of a thousand agree.
   * It uses no clock and no randomness.
   */
  decide(input: InputRecord, facts: Facts): Decision;
}
