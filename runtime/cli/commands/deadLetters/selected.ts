import { EtlError } from '../../../../core/errors.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { selectLetters } from '../../../letters/index.ts';
import type { LetterFilter, LetterKafka, LetterLog, StoredLetter } from '../../../letters/index.ts';

/** Which letters a command was asked for. */
export interface LetterChoice {
  readonly keys: readonly string[];
  readonly filter: LetterFilter;
  /** Everything, when neither keys nor a filter are given. */
  readonly all: boolean;
}

/** The deployment's Kafka as the dead letters need it. */
export const letterKafka = ({ codec, config, kafka }: Deployment): LetterKafka => ({
  connection: kafka,
  codec,
  topicPrefix: config.kafka.topicPrefix,
});

const wrong = (code: string, message: string): EtlError =>
  new EtlError(code, 'config', message, { component: 'runtime/cli' });

/** @throws EtlError `config` for a key that no letter has, naming it: nothing is done about the others either */
export const lettersOf = (log: LetterLog, keys: readonly string[]): readonly StoredLetter[] =>
  [...new Set(keys)].map((key) => {
    const stored = log.letters.get(key);
    if (stored === undefined)
      throw wrong(
        'DEAD_LETTER_UNKNOWN',
        `there is no dead letter ${key}: it has been resolved, or never was; registry-stream dead-letters list shows all`,
      );
    return stored;
  });

/**
 * The letters that a changing command is about, oldest first.
 *
 * @throws EtlError `config` when nothing says which, or when keys and filters are mixed, or for an unknown key
 */
export const chosenLetters = (log: LetterLog, { all, filter, keys }: LetterChoice): readonly StoredLetter[] => {
  const filtered = Object.keys(filter).length > 0;
  if (keys.length > 0) {
    if (filtered || all) throw wrong('DEAD_LETTER_CHOICE', 'give keys, or options that choose letters, not both');
    return lettersOf(log, keys);
  }
  if (!filtered && !all)
    throw wrong('DEAD_LETTER_CHOICE', 'say which dead letters: keys, --code and the like, or --all');
  return selectLetters(log.letters.values(), filter);
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a moment: a date or time (ISO 8601), or how long ago, such as `30m`, `6h` or `2d`.
 *
 * @returns milliseconds since 1970 UTC
 * @throws EtlError `config` for anything else
 */
export const sinceOf = (text: string, now: number): number => {
  const [, amount, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const time = amount === undefined ? Date.parse(text) : now - Number(amount) * (UNITS[unit] ?? 0);
  if (!Number.isNaN(time)) return time;
  throw wrong('SINCE_INVALID', '--since takes a date such as 2026-03-01T08:00Z, or how long ago: 30m, 6h, 2d');
};
