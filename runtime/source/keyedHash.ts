import { createHmac, createSecretKey } from 'node:crypto';

/**
 * A keyed hash of some texts: nobody without the secret can find the texts by trying. The parts are kept apart by NUL,
 * which the mapping removes from every text of a registry.
 *
 * @param purpose separates hashes of equal texts that serve different ends
 * @returns the first 128 bits of HMAC-SHA-256 in hexadecimal
 */
export type KeyedHash = (purpose: string, ...parts: readonly string[]) => string;

/** 128 bits. */
const BYTES = 16;

/**
 * @param secret the deployment's secret; with another one every key changes
 * @see RFC 2104; NIST SP 800-107 §5.1 on truncation
 */
export const keyedHash = (secret: string): KeyedHash => {
  const key = createSecretKey(secret, 'utf8');
  return (purpose, ...parts) =>
    createHmac('sha256', key)
      .update([purpose, ...parts].join('\u0000'))
      .digest()
      // A part of a longer text would keep all of that in memory, a million times.
      .toString('hex', 0, BYTES);
};

/** Results that are remembered. */
const REMEMBERED = 10_000;

/**
 * A keyed hash that remembers some results, for texts that many records share, such as areas. When it has too many it
 * forgets them all.
 *
 * @param purposes whose results to remember
 */
export const remembering = (hash: KeyedHash, purposes: readonly string[]): KeyedHash => {
  const known = new Map<string, string>();
  return (purpose, ...parts) => {
    if (!purposes.includes(purpose)) return hash(purpose, ...parts);
    const text = [purpose, ...parts].join('\u0000');
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED) known.clear();
    const made = hash(purpose, ...parts);
    known.set(text, made);
    return made;
  };
};
