import type { LetterKafka, LetterLog } from './letterLog.ts';
import { publishLetters, putBackHidden, resolver } from './resolution.ts';

/**
 * Resolves letters without doing anything about their records: a tombstone each, with the reason in its headers.
 *
 * @param log what was read when the letters were chosen
 * @param keys of the letters
 * @param reason in the operator's words
 * @returns keys of letters that another has taken the place of meanwhile: these stay
 * @throws EtlError `transient` when Kafka cannot be reached
 */
export const discardLetters = async (
  kafka: LetterKafka,
  deployment: string,
  log: LetterLog,
  keys: readonly string[],
  reason?: string,
): Promise<ReadonlySet<string>> => {
  const resolve = await resolver(kafka, log.ends);
  const resolution = { how: 'discarded', ...(reason === undefined ? {} : { reason }) } as const;
  await publishLetters(
    kafka,
    deployment,
    keys.map((key) => resolve(key, resolution)),
  );
  return putBackHidden(kafka, deployment, new Set(keys), log.ends);
};
