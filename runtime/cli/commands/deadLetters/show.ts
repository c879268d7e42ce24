import { EtlError } from '../../../../core/errors.ts';
import type { Codec } from '../../../kafka/index.ts';
import { readLetters } from '../../../letters/index.ts';
import type { LetterKafka, StoredLetter } from '../../../letters/index.ts';
import { mask } from '../../mask.ts';
import type { Output } from '../../output.ts';
import { summary } from './list.ts';
import { lettersOf } from './selected.ts';
import { moment, origin } from './words.ts';

/** The original value as JSON: an Avro record decoded, or a registry's own entry. */
const decoded = async (codec: Codec, { letter }: StoredLetter): Promise<unknown> => {
  const { originalValue, position, truncated } = letter;
  if (originalValue === null) return null;
  if (truncated) return `(cut: ${String(originalValue.length)} bytes of it are kept)`;
  try {
    if (position === null) return JSON.parse(originalValue.toString()) as unknown;
    await codec.load([originalValue]);
    return JSON.parse(JSON.stringify(codec.decode(originalValue).value)) as unknown;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return '(no JSON)';
    if (thrown instanceof EtlError && thrown.fault === 'record') return `(${thrown.code}: ${thrown.message})`;
    throw thrown;
  }
};

/** The same with the shape of each text and number in its place; names of fields stay. */
const masked = (value: unknown): unknown => {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number') return mask(String(value));
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
};

const describe = (stored: StoredLetter, headers: Readonly<Record<string, string>>, value: unknown): string => {
  const { letter, bytes, key } = stored;
  const run = letter.importRun === null ? '' : `, run ${letter.importRun}`;
  return [
    key,
    `  ${letter.message}`,
    `  code       ${letter.code}${letter.field === null ? '' : ` in field ${letter.field}`}`,
    `  component  ${letter.component}`,
    `  from       ${origin(stored)}${letter.target === null ? '' : ` (${letter.target})`}${run}`,
    `  met        ${moment(letter.time)} UTC, attempt ${String(letter.attempt)}`,
    `  record     ${letter.recordKey ?? '(no key)'}, version ${String(letter.version)}`,
    `  size       ${bytes.toLocaleString('en')} bytes${letter.truncated ? ', cut' : ''}`,
    ...Object.entries(headers).map(([name, text]) => `  header     ${name}: ${text}`),
    '  value',
    JSON.stringify(value, null, 2).replaceAll(/^/gm, '    '),
  ].join('\n');
};

/**
 * `registry-stream dead-letters show`: all that is known of a letter. The record's values are shown by their shape only,
 * unless they are asked for: they are a person's data.
 *
 * @throws EtlError `config` for a key that no letter has
 */
export const showLetter = async (
  kafka: LetterKafka,
  key: string,
  showValues: boolean,
  output: Output,
): Promise<void> => {
  const log = await readLetters(kafka, { wanted: (one) => one === key, values: true });
  for (const stored of lettersOf(log, [key])) {
    const headers = Object.fromEntries(
      Object.entries(stored.letter.originalHeaders).map(([name, text]) => [name, text.toString()]),
    );
    const found = await decoded(kafka.codec, stored);
    const value = showValues || typeof found === 'string' ? found : masked(found);
    if (output.json) output.write(JSON.stringify({ ...summary(stored), headers, masked: !showValues, value }, null, 2));
    else {
      output.write(describe(stored, headers, value));
      if (!showValues) output.write('values are masked; --show-values shows them');
    }
  }
};
