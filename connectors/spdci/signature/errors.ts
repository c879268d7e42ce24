import { EtlError } from '../../../core/errors.ts';

const component = 'connectors/spdci/signature';

/** The answer carries no signature, and the configuration asks for one. */
export const signatureMissing = (): EtlError =>
  new EtlError(
    'SIGNATURE_MISSING',
    'config',
    'the answer is not signed: have the registry sign its answers, or set signature.verify: if-present',
    { component, field: 'signature.verify' },
  );

/** Why a signature is not good; the words that follow "the signature of the answer". */
type Problem =
  | 'cannot be read, is not by Ed25519, or does not cover created, expires and digest'
  | 'is not by the registry'
  | 'was made in the future'
  | 'has expired'
  | 'is older than the replay window'
  | 'was used before'
  | 'does not fit what the answer says';

/** A signature that proves nothing, or proves that somebody else has written the answer. */
export const signatureInvalid = (problem: Problem): EtlError =>
  new EtlError(
    'SIGNATURE_INVALID',
    'transient',
    `the signature of the answer ${problem}: nothing of it is used; compare the clocks, receiverId and the keys, and ` +
      'look for somebody in between',
    { component, field: 'signature', details: { piece: 'signature', problem } },
  );

/** A key that the registry has published nowhere that we know of. */
export const keyUnknown = (key: string, fetched: boolean): EtlError =>
  new EtlError(
    'SIGNATURE_KEY_UNKNOWN',
    'config',
    `the answer is signed with a key that is neither under signature.keys${fetched ? ' nor in the key set of the registry' : ''}: ` +
      'have the registry publish it, or add it',
    { component, field: 'signature.keys', details: { key: key.slice(0, 100) } },
  );
