import type { EtlError } from '../../core/errors.ts';
import type { OutputEvent } from '../../core/streamProcessor.ts';
import type { DeadLetter } from '../../schemas/generated/types.ts';
import type { Input } from './inputs.ts';

/** Full Avro name of a dead letter. */
const DEAD_LETTER = 'org.registrystream.DeadLetter';

/** Logical name of the topic for what cannot go on. */
const DEAD_LETTERS = 'dead-letters';

const LARGEST_VALUE = 512 * 1024;

/** Header of a source record: the import run that published it. */
const RUN_HEADER = 'import-run';

const wholeNumber = (text: string | undefined): number => {
  const value = Number(text ?? 0);
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
};

const textField = (value: unknown, name: string): string | null => {
  const field: unknown = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
  return typeof field === 'string' ? field : null;
};

// Source records are keyed `<record key>/<import>`: the key can still be read when the value cannot.
const sourceKey = ({ at, message }: Input): readonly [recordKey: string | null, importName: string | null] => {
  const [, recordKey = null, importName = null] =
    (at.topic === 'source.records' ? /^([0-9a-f]{32})\/(.+)$/.exec(message.key ?? '') : null) ?? [];
  return [recordKey, importName];
};

/** What the message says, whatever becomes of it; undefined when it could not be read. */
const contentOf = (input: Input): unknown => (input.record === undefined ? input.told : input.record.value);

/**
 * The import run that an input belongs to, as far as it can be told: what the processor says, what the message says
 * that the database refused, or the header.
 */
export const runOf = (input: Input, said: string | undefined): string | null => {
  const run = said ?? textField(contentOf(input), 'importRun') ?? input.message.headers[RUN_HEADER] ?? null;
  // PostgreSQL keeps no NUL in a text, and this one would be counted there.
  return run === null || run.includes('\0') ? null : run;
};

/**
 * The event that takes an input record to the dead-letter topic, with the original bytes. A letter about the same
 * record with the same reason has the same key, so that one which every scan repeats stays one.
 *
 * @param error why it cannot go on; its message holds no personal data
 * @param run import run that the record belongs to, if the processor could tell
 */
export const deadLetter = (input: Input, error: EtlError, run: string | undefined): OutputEvent => {
  const { at, message } = input;
  const content = contentOf(input);
  const [keyed, importName] = sourceKey(input);
  const recordKey = error.context.recordKey ?? keyed;
  const { component } = error.context;
  const letter: DeadLetter = {
    component,
    code: error.code,
    message: error.message,
    field: error.context.field ?? null,
    recordKey,
    source: textField(content, 'source'),
    import: textField(content, 'import') ?? importName,
    importRun: runOf(input, run),
    target: null,
    position: { topic: at.topic, partition: at.partition, offset: at.offset },
    originalKey: message.key === null ? null : Buffer.from(message.key),
    originalValue: message.value?.subarray(0, LARGEST_VALUE) ?? null,
    truncated: (message.value?.length ?? 0) > LARGEST_VALUE,
    originalHeaders: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, Buffer.from(value)]),
    ),
    version: wholeNumber(message.headers['version']),
    attempt: wholeNumber(message.headers['attempt']) + 1,
    time: message.timestamp,
  };
  // A record has a state for each import: one import's letter must not take the place of another's.
  const ofImport = [recordKey, letter.import].filter((part) => part !== null).join('/');
  const place = `${at.topic}/${String(at.partition)}/${String(at.offset)}`;
  const about = recordKey === null ? place : ofImport;
  return {
    topic: DEAD_LETTERS,
    key: `${about}/${component}/${error.code}`,
    type: DEAD_LETTER,
    value: letter,
    time: message.timestamp,
  };
};
