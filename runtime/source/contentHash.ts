import { configure } from 'safe-stable-stringify';
import type { KeyedHash } from './keyedHash.ts';

const canonical = configure({ deterministic: true, circularValue: Error, strict: true });

/** Paths of volatile fields, split once: `member.write_date` as ['member', 'write_date']. */
export type VolatilePaths = readonly (readonly string[])[];

/** @param fields names, or paths with dots; a list on the way stands for each of its items */
export const volatilePaths = (fields: readonly string[]): VolatilePaths => fields.map((field) => field.split('.'));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const removeAt = (value: unknown, path: readonly string[]): void => {
  if (Array.isArray(value)) {
    for (const item of value) removeAt(item, path);
    return;
  }
  const [name, ...rest] = path;
  if (!isObject(value) || name === undefined) return;
  if (rest.length > 0) removeAt(value[name], rest);
  // The value was parsed from JSON for this purpose; nobody else has it.
  else Reflect.deleteProperty(value, name);
};

const parsed = (raw: string): unknown => {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    // What a connector hands over as raw is JSON; anything else still is content.
    return raw;
  }
};

/** What a record's content hash covers. */
export interface Content {
  /** Everything that the event would say: the mapped fields, submission, programmes, priority, country. */
  readonly fields: object;
  /** The original JSON; null when it is not kept. */
  readonly raw: string | null;
}

/**
 * The keyed hash by which a change is told: over the canonical JSON (RFC 8785 in spirit: sorted names) of the fields and
 * of the original, less volatile fields.
 *
 * @returns the hash, and about how many bytes the record will take in Kafka
 */
export const contentHash = (
  hash: KeyedHash,
  { fields, raw }: Content,
  volatile: VolatilePaths,
): { readonly contentHash: string; readonly bytes: number } => {
  const text = canonical(fields);
  const original = raw === null ? null : parsed(raw);
  for (const path of volatile) removeAt(original, path);
  return {
    contentHash: hash('content', text, canonical(original) ?? ''),
    bytes: Buffer.byteLength(text) + (raw === null ? 0 : Buffer.byteLength(raw)),
  };
};
