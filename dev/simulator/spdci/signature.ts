import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

/** A key pair of the registry. */
interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Signs what the registry says, and checks what it is told. */
export interface Signatures {
  /** The JSON Web Key Set with the registry's public key. */
  keySet(): Json;
  /** Takes a new key; the one before is forgotten. Its id comes back. */
  rotate(): string;
  /** @param now milliseconds since 1970 */
  sign(header: unknown, message: unknown, now: number): string;
  /** The code of the standard for what is wrong with a request's signature; undefined when nothing is. */
  problem(envelope: Json, now: number): string | undefined;
}

const algorithm = 'ed25519';
/** Seconds for which a signature is good. */
const lifetime = 300;

// Written as OpenSPP does it (Python's json.dumps with sorted keys), apart from the connector: each checks the other.
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
};

const digestOf = (header: unknown, message: unknown): string => {
  const text = JSON.stringify(sorted({ header, message })).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return createHash('sha256').update(text).digest('base64');
};

const signed = (created: string, expires: string, digest: string): Buffer =>
  Buffer.from(`(created): ${created}\n(expires): ${expires}\ndigest: ${digest}`);

const newKey = (number: number): SigningKey => ({ id: `key${String(number)}`, ...generateKeyPairSync('ed25519') });

const parameters = (signature: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...signature.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));

/**
 * @param senderId of the registry
 * @param clientKey public key (PEM) that requests have to be signed with; undefined: they are not looked at
 */
export const createSignatures = (senderId: string, clientKey: string | undefined): Signatures => {
  let number = 1;
  let key = newKey(number);
  const client = clientKey === undefined ? undefined : createPublicKey(clientKey);
  return {
    keySet: () => ({
      keys: [
        {
          ...key.publicKey.export({ format: 'jwk' }),
          kid: `${senderId}|${key.id}|${algorithm}`,
          use: 'sig',
          alg: 'EdDSA',
        },
      ],
    }),
    rotate: () => {
      number++;
      key = newKey(number);
      return key.id;
    },
    sign: (header, message, now) => {
      const created = String(Math.floor(now / 1_000));
      const expires = String(Math.floor(now / 1_000) + lifetime);
      const signature = sign(null, signed(created, expires, digestOf(header, message)), key.privateKey);
      return (
        `Signature: namespace="dci", kidId="${senderId}|${key.id}|${algorithm}", algorithm="${algorithm}", ` +
        `created="${created}", expires="${expires}", headers="(created) (expires) digest", ` +
        `signature="${signature.toString('base64')}"`
      );
    },
    problem: (envelope, now) => {
      if (client === undefined) return undefined;
      const text = envelope['signature'];
      if (typeof text !== 'string' || text === '') return 'err.signature.missing';
      const { created = '', expires = '', signature = '' } = parameters(text);
      const digest = digestOf(envelope['header'], envelope['message']);
      const right = verify(null, signed(created, expires, digest), client, Buffer.from(signature, 'base64'));
      return right && Number(expires) * 1_000 >= now ? undefined : 'err.signature.invalid';
    },
  };
};
