import { hash } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';

/** Gives a deployment's registrant and group ids. */
export type EntityIds = (anchorKey: string) => string;

/**
 * Registrant and group ids of a deployment: uuidv5(uuidv5(DNS namespace, deployment), anchor's record key), so that the
 * same log always gives the same ids and two deployments never the same.
 *
 * @param deployment deployment id
 * @see RFC 9562, section 5.5
 */
export const entityIdsOf = (deployment: string): EntityIds => {
  const namespace = uuidv5(deployment, uuidv5.DNS);
  return (anchorKey) => uuidv5(anchorKey, namespace);
};

/** First 96 bits of SHA-256 in hexadecimal: tells states apart; no secret. */
export const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, 24);
