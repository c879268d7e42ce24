import { discardLetters, readLetters } from '../../../letters/index.ts';
import type { LetterKafka } from '../../../letters/index.ts';
import type { Output } from '../../output.ts';
import { chosenLetters } from './selected.ts';
import type { LetterChoice } from './selected.ts';

/**
 * `registry-stream dead-letters discard`: takes letters away without doing anything about their records.
 *
 * @param reason in the operator's words; kept in the tombstones' headers for as long as Kafka keeps these
 * @throws EtlError `config` when the choice is unclear or names a letter that is not there
 */
export const discard = async (
  kafka: LetterKafka,
  deployment: string,
  choice: LetterChoice,
  reason: string | undefined,
  output: Output,
): Promise<void> => {
  const log = await readLetters(kafka, {});
  const keys = chosenLetters(log, choice).map(({ key }) => key);
  const back = keys.length === 0 ? new Set<string>() : await discardLetters(kafka, deployment, log, keys, reason);
  const discarded = keys.filter((key) => !back.has(key));
  if (output.json) {
    output.write(JSON.stringify({ discarded, replaced: [...back] }, null, 2));
    return;
  }
  if (keys.length === 0) output.write('no dead letter matches; nothing was discarded');
  else output.write(`${discarded.length.toLocaleString('en')} dead letters discarded`);
  for (const key of back) output.write(`stays: ${key} has come anew meanwhile`);
};
