import { EtlError } from '../../../../../core/errors.ts';
import type { Decision, InputRecord, StreamProcessor } from '../../../../../core/streamProcessor.ts';
import type { Codec } from '../../../../../runtime/kafka/index.ts';
import type { StateRow } from './postgres.ts';

/** The complete state of an entity: the model's input. */
export interface Entry {
  readonly entity: string;
  readonly version: number;
  readonly text: string;
}

/** Text of an entry that the processor rejects. */
export const REJECTED = 'reject';

/** Logical name of the input topic. */
export const INPUT = 'in';

/** Name of the stage. */
export const STAGE = 'model';

/** Import run that all records of the model belong to. */
export const RUN = 'run';

/** How many events an entry leads to when it is applied. */
export const eventsFor = ({ version }: Entry): number => [1, 2, 0, 3][version % 4] ?? 1;

type Facts = Map<string, StateRow>;

const decide = ({ at, value, key, timestamp }: InputRecord, facts: Facts): Decision => {
  const entry = value as Entry;
  if (entry.text === REJECTED) {
    const error = new EtlError('MODEL_REJECTED', 'record', 'rejected', { component: 'model' });
    return { kind: 'rejected', error, run: RUN };
  }
  const known = facts.get(key);
  if (known !== undefined && known.version >= entry.version)
    return { kind: 'accepted', writes: [], events: [], outcomes: [{ run: RUN, outcome: 'stale' }] };
  const row: StateRow = { ...entry, applied: (known?.applied ?? 0) + 1 };
  facts.set(key, row);
  const event = { topic: 'out', key, type: 'model.Change', value: row, time: timestamp };
  return {
    kind: 'accepted',
    writes: [
      { table: 'state', key, row: { ...row } },
      { table: 'change', key: String(at.offset), row: { ...row } },
    ],
    events: Array.from({ length: eventsFor(entry) }, () => event),
    outcomes: [{ run: RUN, outcome: known === undefined ? 'new' : 'updated' }],
  };
};

/**
 * Counts what is applied to each entity, so that nothing can be applied twice, or not at all, without being seen. It has
 * a row for each change besides, as an audit log has: a database that refuses one refuses it in a batch of any size,
 * where a state that is refused goes unnoticed when the same batch has a newer one of its key.
 */
export const modelProcessor: StreamProcessor<Facts> = {
  stage: STAGE,
  inputTopics: [INPUT],
  // The model's database takes from the text only which rows there are.
  tables: ['state', 'change'].map((name) => ({
    name,
    upsert: (rows, claimed) => `insert into ${name} select * from json_to_recordset(${rows}) where ${claimed}`,
  })),
  async read(batch, query) {
    const rows = await query('select entity, version, applied, text from state where entity = any($1)', [
      batch.map(({ key }) => key),
    ]);
    return new Map(rows.map((row) => [row['entity'] as string, row as unknown as StateRow]));
  },
  decide,
};

const notReadable = (): EtlError =>
  new EtlError('VALUE_NOT_READABLE', 'record', 'no JSON', { component: 'model', field: 'value' });

/** Values as JSON; what is none cannot be decoded. */
export const jsonCodec: Pick<Codec, 'load' | 'decode' | 'encode'> = {
  load: () => Promise.resolve(),
  decode: (value) => {
    try {
      return { type: 'model.Entry', value: JSON.parse(value.toString()) as unknown };
    } catch {
      throw notReadable();
    }
  },
  encode: (_topic, _type, value) => Buffer.from(JSON.stringify(value)),
};
