import { randomBytes } from 'node:crypto';
import { SourceIndex } from '../../../runtime/source/sourceIndex.ts';

/** What a source remembers of its records, without the rest of the program. */
export interface IndexFigures {
  readonly keys: number;
  /** Bytes of memory a key, inside and outside the heap. */
  readonly bytesPerKey: number;
  /** Keys a second that are taken over when a source starts. */
  readonly keysPerSecond: number;
}

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

const hashes = (count: number): readonly string[] => Array.from({ length: count }, () => hex(8));
const drawn = (from: readonly string[]): string => from[Math.floor(Math.random() * from.length)] ?? '';

// As many as a country has: every day of ninety years, its municipalities.
const birthDates = hashes(33_000);
const areas = hashes(2_000);
const sexes = hashes(2);

const used = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Fills an index with keys that are found by a record id and an identifier each, as a source does that starts. */
export const measureIndex = (keys: number): IndexFigures => {
  const before = used();
  const index = new SourceIndex();
  let busy = 0;
  for (let sequence = 1; sequence <= keys; sequence += 1) {
    const entry = {
      recordKey: hex(16),
      source: 'civil',
      import: 'people',
      target: 'person' as const,
      version: 1,
      contentHash: hex(16),
      state: 'present' as const,
      firstSeen: { time: sequence, source: 'civil', sequence },
      aliases: [
        { kind: 'record_id' as const, hash: hex(16) },
        { kind: 'identifier' as const, hash: hex(16) },
      ],
      namingHashes: [`n:${hex(8)}`, `b:${drawn(birthDates)}`, `s:${drawn(sexes)}`],
      groupKey: null,
      areaHash: drawn(areas),
      missingScans: 0,
      missingSince: null,
      missingRun: null,
    };
    const began = performance.now();
    index.restore(entry);
    busy += performance.now() - began;
  }
  const bytes = used() - before;
  return {
    keys: index.size,
    bytesPerKey: Math.round(bytes / keys),
    keysPerSecond: Math.round((keys * 1000) / busy),
  };
};
