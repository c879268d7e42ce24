import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { createHttpClient } from '../../http/client.ts';
import type { HttpConfig } from '../../http/config.ts';
import { asObject } from '../../dci/envelope.ts';
import { incompleteEnvelope } from '../../dci/errors.ts';
import type { SignatureConfig } from './config.ts';
import { keyUnknown } from './errors.ts';
import type { SignatureHeader } from './header.ts';

/** Finds the public keys of the registry. */
export interface Keys {
  /**
   * The key that a signature names.
   *
   * @throws EtlError `SIGNATURE_KEY_UNKNOWN` (config), once the key set has been read anew; as the HTTP client does
   */
  find(header: SignatureHeader, signal: AbortSignal): Promise<KeyObject>;
  close(): Promise<void>;
}

/** How long a key set is believed without being read anew, so that a key that was taken back goes out of use. */
const freshMs = 3_600_000;

const readKey = (jwk: unknown): readonly [string, KeyObject] | undefined => {
  const { kty, crv, kid, use } = asObject(jwk) ?? {};
  // A set may hold keys for other purposes and of other kinds.
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof kid !== 'string' || (use !== undefined && use !== 'sig'))
    return undefined;
  try {
    return [kid, createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })];
  } catch {
    return undefined;
  }
};

const readKeySet = (json: unknown): ReadonlyMap<string, KeyObject> => {
  const keys = asObject(json)?.['keys'];
  if (!Array.isArray(keys)) throw incompleteEnvelope('keys (of the JSON Web Key Set)');
  return new Map(keys.map(readKey).filter((key) => key !== undefined));
};

/** The client for the key set: the same proxy and certificates, but no credentials, for it may be on another host. */
const keySetClient = (http: HttpConfig, url: URL, now: () => number) =>
  createHttpClient({ ...http, baseUrl: url.origin, auth: { type: 'none' }, headers: {} }, {}, now);

/**
 * Makes the keys that a configuration names. Key ids are compared whole (`sender|key|ed25519`) and by the key's own name.
 *
 * @see RFC 7517 (JSON Web Key), RFC 8037 (Ed25519 in it)
 */
export const createKeys = (config: SignatureConfig, http: HttpConfig, now: () => number): Keys => {
  const configured = new Map(config.keys.map(({ id, publicKey }) => [id, createPublicKey(publicKey)]));
  const url = config.jwksUrl === undefined ? undefined : new URL(config.jwksUrl);
  const client = url === undefined ? undefined : keySetClient(http, url, now);
  let published: ReadonlyMap<string, KeyObject> = new Map();
  let readAt = -Infinity;

  const refresh = async (signal: AbortSignal): Promise<void> => {
    if (client === undefined || url === undefined) return;
    const path = `${url.pathname}${url.search}`;
    published = await client.send({ method: 'GET', path, read: readKeySet }, signal);
    readAt = now();
  };

  const known = ({ keyId, key }: SignatureHeader): KeyObject | undefined =>
    configured.get(key) ?? published.get(keyId) ?? published.get(key);

  return {
    async find(header, signal) {
      const stale = now() - readAt > freshMs;
      if (stale) await refresh(signal);
      const found = known(header);
      if (found !== undefined) return found;
      // The registry may have changed its key since.
      if (!stale) await refresh(signal);
      const rotated = known(header);
      if (rotated === undefined) throw keyUnknown(header.key, client !== undefined);
      return rotated;
    },
    close: () => client?.close() ?? Promise.resolve(),
  };
};
