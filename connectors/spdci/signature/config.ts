import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';

const isKey = (read: () => { asymmetricKeyType?: string | undefined }): boolean => {
  try {
    return read().asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
};

const keyName = z.string().regex(/^[^|"\s]+$/, 'must not hold | or " or spaces');

const Sign = z.strictObject({
  keyId: keyName.describe('name of the key, as the registry knows it: the middle of sender_id|key_id|ed25519'),
  privateKey: z
    .string()
    .refine((pem) => isKey(() => createPrivateKey(pem)), 'must be a private Ed25519 key in PEM, as ${file:path}')
    .meta({ secret: true })
    .describe('private Ed25519 key in PEM'),
  lifetimeSeconds: z.number().int().min(1).max(86_400).default(300).describe('how long a signature is good, seconds'),
  characters: z
    .enum(['ascii', 'utf-8'])
    .default('ascii')
    .describe('how the signed text writes other characters: ascii escapes them, as OpenSPP does; utf-8 as RFC 8785'),
});

const PublicKey = z.strictObject({
  id: keyName.describe('name of the key: the middle of sender_id|key_id|ed25519'),
  publicKey: z
    .string()
    .refine((pem) => isKey(() => createPublicKey(pem)), 'must be a public Ed25519 key in PEM')
    .describe('public Ed25519 key in PEM'),
});

/** `signature` of a connection: whether requests are signed and answers are checked. */
export const SignatureConfig = z
  .strictObject({
    sign: Sign.optional().describe('how requests are signed; without it they are not'),
    verify: z
      .enum(['required', 'if-present', 'off'])
      .default('off')
      .describe('whether an answer has to be signed by the registry; if-present checks those that are'),
    keys: z.array(PublicKey).default([]).describe('public keys of the registry'),
    jwksUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('JSON Web Key Set of the registry, for example https://host/.well-known/jwks.json'),
    clockSkewSeconds: z
      .number()
      .int()
      .min(0)
      .max(3_600)
      .default(60)
      .describe("how far the registry's clock may be from ours, seconds"),
    maxAgeSeconds: z
      .number()
      .int()
      .min(1)
      .max(86_400)
      .default(600)
      .describe('replay window: how old a signature may be, whenever it expires, seconds'),
  })
  .refine(({ verify, keys, jwksUrl }) => verify === 'off' || keys.length > 0 || jwksUrl !== undefined, {
    path: ['keys'],
    error: 'must hold a key, or jwksUrl must be set: without keys no signature can be checked',
  });
export type SignatureConfig = Readonly<z.infer<typeof SignatureConfig>>;
