import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import type { Json } from '../tables/table.ts';

/** JSON text with sorted keys: equal values have equal texts. */
export const canonical = (value: Json): string => stringify(value);

/** True when both are the same JSON, whatever the order of keys. */
export const same = (left: Json | undefined, right: Json | undefined): boolean =>
  left === right ||
  (typeof left === 'object' && typeof right === 'object' && canonical(left ?? null) === canonical(right ?? null));

/** SHA-256 of the canonical JSON, in hexadecimal. */
export const hashOf = (value: Json): string => createHash('sha256').update(canonical(value)).digest('hex');
