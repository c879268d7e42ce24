/** What a topic of the benchmark brings: everybody for the first time, everybody changed, or some of them twice. */
export const streamNames = ['insert', 'update', 'duplicates'] as const;

/** Name of a stream. */
export type StreamName = (typeof streamNames)[number];

/** A state of a person: who, and which state of hers. */
export interface PersonState {
  readonly person: number;
  readonly version: number;
}

const duplicates = function* (records: number): Generator<PersonState> {
  const versions = new Map<number, number>();
  let next = 0;
  for (let place = 0; place < records; place += 1) {
    const person = place % 10 === 9 ? Math.max(0, next - 1 - ((place * 7) % 180)) : next++;
    const version = (versions.get(person) ?? 0) + 1;
    versions.set(person, version);
    yield { person, version };
  }
};

/**
 * The states that a stream brings, in order; the same on every machine.
 *
 * - `insert`: each person once, version 1, for an empty table;
 * - `update`: each person once, version 2, for a table that holds version 1 of all;
 * - `duplicates`: for an empty table; every tenth record is the next version of somebody met up to 180 records before.
 */
export const statesOf = function* (stream: StreamName, records: number): Generator<PersonState> {
  if (stream === 'duplicates') yield* duplicates(records);
  else for (let person = 0; person < records; person += 1) yield { person, version: stream === 'insert' ? 1 : 2 };
};
