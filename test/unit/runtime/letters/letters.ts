import type { StoredLetter } from '../../../../runtime/letters/index.ts';
import type { DeadLetter } from '../../../../schemas/generated/types.ts';

/** A letter of a stage about an invented record. */
export const letterOf = (fields: Partial<DeadLetter> = {}): DeadLetter => ({
  component: 'processors/identity',
  code: 'GROUP_TWO_HEADS',
  message: 'two heads',
  field: 'members',
  recordKey: '0'.repeat(32),
  source: 'civil',
  import: 'households',
  importRun: 'run-1',
  target: null,
  position: { topic: 'source.records', partition: 0, offset: 10 },
  originalKey: Buffer.from(`${'0'.repeat(32)}/households`),
  originalValue: Buffer.from('bytes'),
  truncated: false,
  originalHeaders: {},
  version: 3,
  attempt: 1,
  time: 1000,
  ...fields,
});

/** The same as the topic holds it. */
export const storedOf = (key: string, fields: Partial<DeadLetter> = {}): StoredLetter => {
  const letter = letterOf(fields);
  return { key, letter, bytes: letter.originalValue?.length ?? 0 };
};
