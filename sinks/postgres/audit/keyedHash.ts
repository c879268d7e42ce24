import { hash, type KeyObject } from 'node:crypto';

/** Bytes that SHA-256 takes at once. */
const BLOCK = 64;

const padded = (key: Buffer, pad: number): Buffer =>
  Buffer.alloc(BLOCK, pad).map((byte, at) => byte ^ (key[at] ?? 0)) as Buffer;

/**
 * HMAC-SHA-256 of texts under one key, in hexadecimal: what `createHmac` gives, at half its cost, because no object is
 * made for each. A change of twenty fields takes up to forty of them.
 *
 * @see RFC 2104
 */
export const keyedHashes = (secret: KeyObject): ((text: string) => string) => {
  const raw = secret.export();
  const key = raw.length > BLOCK ? hash('sha256', raw, 'buffer') : raw;
  const inner = padded(key, 0x36);
  const outer = Buffer.concat([padded(key, 0x5c), Buffer.alloc(BLOCK / 2)]);
  // As text, where text and bytes are the same, the inner key need not be copied in front of every text as bytes.
  const prefix = inner.every((byte) => byte < 0x80) ? inner.toString('latin1') : undefined;
  const innerHash = (text: string): string =>
    prefix === undefined ? hash('sha256', Buffer.concat([inner, Buffer.from(text)])) : hash('sha256', prefix + text);
  return (text) => {
    outer.write(innerHash(text), BLOCK, 'hex');
    return hash('sha256', outer);
  };
};
