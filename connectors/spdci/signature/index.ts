import { createPrivateKey, sign, verify } from 'node:crypto';
import type { HttpConfig } from '../../http/config.ts';
import { asObject } from '../../dci/envelope.ts';
import type { Parties } from '../../dci/envelope.ts';
import type { Message } from '../request.ts';
import { signedTexts, textToSign } from './canonical.ts';
import type { SignatureConfig } from './config.ts';
import { signatureInvalid, signatureMissing } from './errors.ts';
import { algorithm, bytesToSign, readHeader, writeHeader } from './header.ts';
import type { SignatureHeader } from './header.ts';
import { createKeys } from './keys.ts';

/** Signs what is sent and checks what comes, as far as the configuration asks for it. */
export interface Signatures {
  /** The value of `signature` for a message; empty when requests are not signed. */
  sign(message: Message): string;
  /**
   * Checks an answer.
   *
   * @param text the envelope as it came
   * @throws EtlError `SIGNATURE_MISSING`, `SIGNATURE_KEY_UNKNOWN` (config), `SIGNATURE_INVALID` (transient)
   */
  check(text: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const createSigner = (config: SignatureConfig['sign'], sender: string, now: () => number): Signatures['sign'] => {
  if (config === undefined) return () => '';
  const key = createPrivateKey(config.privateKey);
  const keyId = `${sender}|${config.keyId}|${algorithm}`;
  return (message) => {
    const created = Math.floor(now() / 1_000);
    const expires = created + config.lifetimeSeconds;
    const signature = sign(null, bytesToSign(created, expires, textToSign(message, config.characters)), key);
    return writeHeader({ keyId, created, expires, signature });
  };
};

/** Signatures that were accepted and are still good: none of them is accepted twice. */
const createReplayGuard = (now: () => number) => {
  const used = new Map<string, number>();
  return ({ signature }: SignatureHeader, goodForSeconds: number): void => {
    // In the order in which they came, and so, clocks aside, in that in which they go out of use.
    for (const [old, until] of used) {
      if (until >= now()) break;
      used.delete(old);
    }
    const text = signature.toString('base64');
    if (used.has(text)) throw signatureInvalid('was used before');
    used.set(text, now() + goodForSeconds * 1_000);
  };
};

const checkTimes = (header: SignatureHeader, config: SignatureConfig, now: number): void => {
  const seconds = now / 1_000;
  const skew = config.clockSkewSeconds;
  if (header.created > seconds + skew) throw signatureInvalid('was made in the future');
  if (header.expires < seconds - skew || header.expires < header.created) throw signatureInvalid('has expired');
  if (header.created < seconds - skew - config.maxAgeSeconds) throw signatureInvalid('is older than the replay window');
};

const formsOf = (text: string): readonly string[] => {
  try {
    return signedTexts(text);
  } catch (thrown) {
    if (thrown instanceof RangeError) return [];
    throw thrown;
  }
};

/**
 * @param config checked by {@link SignatureConfig}
 * @param http how the key set is reached
 * @param now milliseconds since 1970 UTC
 */
export const createSignatures = (
  config: SignatureConfig,
  { sender, receiver }: Parties,
  http: HttpConfig,
  now: () => number,
): Signatures => {
  const keys = createKeys(config, http, now);
  const refuseReplay = createReplayGuard(now);
  return {
    sign: createSigner(config.sign, sender, now),
    async check(text, signal) {
      if (config.verify === 'off') return;
      const value = asObject(JSON.parse(text))?.['signature'];
      if (typeof value !== 'string' || value.trim() === '') {
        if (config.verify === 'required') throw signatureMissing();
        return;
      }
      const header = readHeader(value);
      if (header === undefined) {
        throw signatureInvalid('cannot be read, is not by Ed25519, or does not cover created, expires and digest');
      }
      if (header.sender !== receiver) throw signatureInvalid('is not by the registry');
      checkTimes(header, config, now());
      const key = await keys.find(header, signal);
      const fits = formsOf(text).some((form) =>
        verify(null, bytesToSign(header.created, header.expires, form), key, header.signature),
      );
      if (!fits) throw signatureInvalid('does not fit what the answer says');
      refuseReplay(header, config.maxAgeSeconds + 2 * config.clockSkewSeconds);
    },
    close: () => keys.close(),
  };
};
