import { createHash } from 'node:crypto';

/** Hexadecimal digits of a fingerprint: 64 bits, so that among a few hundred neighbours none is taken for another. */
const fingerprintLength = 16;

/**
 * Tells one record of a page from its neighbours, without keeping anything of it.
 *
 * @param salt canonical text of the import, so that equal records of two imports don't show
 */
export const fingerprint = (record: unknown, salt: string): string =>
  createHash('sha256')
    .update(salt)
    .update('\n')
    .update(JSON.stringify(record))
    .digest('hex')
    .slice(0, fingerprintLength);

/** Fingerprints as one text, for a cursor. */
export const joinFingerprints = (fingerprints: readonly string[]): string => fingerprints.join('');

/** Reads what {@link joinFingerprints} wrote. */
export const splitFingerprints = (text: string): readonly string[] =>
  text.match(new RegExp(`.{${String(fingerprintLength)}}`, 'g')) ?? [];
