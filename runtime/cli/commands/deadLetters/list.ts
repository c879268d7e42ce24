import { countReasons, readLetters, selectLetters } from '../../../letters/index.ts';
import type { LetterFilter, LetterKafka, StoredLetter } from '../../../letters/index.ts';
import { table, type Output } from '../../output.ts';
import { moment, origin, reasonTable } from './words.ts';

/** A letter as programs get it: everything but the record's bytes and headers. */
export const summary = ({ key, letter, bytes }: StoredLetter) => ({
  key,
  code: letter.code,
  component: letter.component,
  message: letter.message,
  field: letter.field,
  recordKey: letter.recordKey,
  source: letter.source,
  import: letter.import,
  importRun: letter.importRun,
  target: letter.target,
  position: letter.position,
  version: letter.version,
  attempt: letter.attempt,
  time: letter.time,
  bytes,
  truncated: letter.truncated,
});

/**
 * `registry-stream dead-letters list`: the letters that nobody has resolved, newest first, and how many have each reason.
 *
 * @param limit how many are shown; all of them are counted
 */
export const listLetters = async (
  kafka: LetterKafka,
  filter: LetterFilter,
  limit: number,
  output: Output,
): Promise<void> => {
  const { letters } = await readLetters(kafka, {});
  const found = [...selectLetters(letters.values(), filter)].reverse();
  const reasons = countReasons(found);
  const shown = found.slice(0, limit);
  if (output.json) {
    output.write(JSON.stringify({ total: found.length, reasons, letters: shown.map(summary) }, null, 2));
    return;
  }
  if (found.length === 0) {
    output.write(letters.size === 0 ? 'no dead letters' : `none of the ${String(letters.size)} dead letters matches`);
    return;
  }
  output.write(
    table(
      ['key', 'field', 'from', 'met (UTC)', 'version', 'attempt'],
      shown.map((stored) => {
        const { attempt, field, time, version } = stored.letter;
        return [stored.key, field ?? '', origin(stored), moment(time), version, attempt];
      }),
    ),
  );
  if (shown.length < found.length)
    output.write(`… and ${(found.length - shown.length).toLocaleString('en')} older; --limit shows more`);
  output.write(`\n${reasonTable(reasons)}`);
};
