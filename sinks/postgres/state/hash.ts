import { hash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import type { Json, Row } from '../tables/table.ts';

/** JSON text with sorted keys: equal values have equal texts. */
export const canonical = (value: Json): string => stringify(value);

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const sameList = (left: readonly Json[], right: readonly Json[]): boolean =>
  left.length === right.length && left.every((value, index) => same(value, right[index]));

const sameObject = (left: Row, right: Row): boolean => {
  let keys = 0;
  for (const key in left) {
    if (!same(left[key], right[key])) return false;
    keys += 1;
  }
  return keys === Object.keys(right).length;
};

/** True when both are the same JSON, whatever the order of keys. */
export const same = (left: Json | undefined, right: Json | undefined): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (isList(left) || isList(right)) return isList(left) && isList(right) && sameList(left, right);
  return sameObject(left, right);
};

/**
 * SHA-256 of JSON, in hexadecimal.
 *
 * @param value with its keys in an order that its content alone decides
 */
export const hashOf = (value: Json): string => hash('sha256', JSON.stringify(value));
