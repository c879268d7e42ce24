import { createHash } from 'node:crypto';

/** The one algorithm that the standard's samples name. */
export const algorithm = 'ed25519';

/** What a signature says besides the signature itself. */
export interface SignatureHeader {
  /** Who signed, with which key: the parts of `{sender_id}|{key_id}|{algorithm}`. */
  readonly sender: string;
  readonly key: string;
  /** Names the key as a whole. */
  readonly keyId: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly expires: number;
  readonly signature: Buffer;
}

/** What the signature covers, in this order. */
const covered = '(created) (expires) digest';

/** The bytes that are signed. @param text of the envelope, as `canonical.ts` writes it */
export const bytesToSign = (created: number, expires: number, text: string): Buffer =>
  Buffer.from(
    `(created): ${String(created)}\n(expires): ${String(expires)}\n` +
      `digest: ${createHash('sha256').update(text, 'utf8').digest('base64')}`,
  );

/**
 * Writes the value of `signature` in an envelope.
 *
 * @see SPDCI API standards v1.0.0, MsgSignature; draft-cavage-http-signatures, whose form it borrows
 */
export const writeHeader = ({ keyId, created, expires, signature }: Omit<SignatureHeader, 'sender' | 'key'>): string =>
  `Signature: namespace="dci", kidId="${keyId}", algorithm="${algorithm}", created="${String(created)}", ` +
  `expires="${String(expires)}", headers="${covered}", signature="${signature.toString('base64')}"`;

const seconds = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;

/** Names and values of `name="value", …`, in any order, whatever stands before them. */
const parametersOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/(\w+)\s*=\s*"([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));

/** Who signed, with which key and algorithm; undefined when a part is missing or it is another algorithm. */
const readKeyId = (keyId: string): Pick<SignatureHeader, 'sender' | 'key' | 'keyId'> | undefined => {
  const [sender = '', key = '', named = ''] = keyId.split('|');
  return sender !== '' && key !== '' && named.toLowerCase() === algorithm ? { sender, key, keyId } : undefined;
};

/**
 * Reads the value of `signature`; names and order as samples and servers have them.
 *
 * @returns undefined when it is no signature that can be checked: a piece is missing, it covers other things, or it is
 *   made by another algorithm
 */
export const readHeader = (text: string): SignatureHeader | undefined => {
  const { kidId, keyId, headers = covered, ...rest } = parametersOf(text);
  const names = readKeyId(kidId ?? keyId ?? '');
  const [created, expires] = [seconds(rest['created']), seconds(rest['expires'])];
  const signature = Buffer.from(rest['signature'] ?? '', 'base64');
  const known = (rest['algorithm'] ?? algorithm).toLowerCase() === algorithm && headers === covered;
  if (names === undefined || !known || signature.length !== 64) return undefined;
  return created === undefined || expires === undefined ? undefined : { ...names, created, expires, signature };
};
