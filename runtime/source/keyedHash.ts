import { createHmac } from 'node:crypto';

/**
 * A keyed hash of some texts: nobody without the secret can find the texts by trying. The parts are kept apart by NUL,
 * which the mapping removes from every text of a registry.
 *
 * @param purpose separates hashes of equal texts that serve different ends
 * @returns the first 128 bits of HMAC-SHA-256 in hexadecimal
 */
export type KeyedHash = (purpose: string, ...parts: readonly string[]) => string;

/** Hexadecimal digits of 128 bits. */
const LENGTH = 32;

/**
 * @param secret the deployment's secret; with another one every key changes
 * @see RFC 2104; NIST SP 800-107 §5.1 on truncation
 */
export const keyedHash =
  (secret: string): KeyedHash =>
  (purpose, ...parts) =>
    createHmac('sha256', secret)
      .update([purpose, ...parts].join('\u0000'))
      .digest('hex')
      .slice(0, LENGTH);
