import { eventIds } from '../../../../../schemas/eventId.ts';
import type { Slot } from './broker.ts';
import { FORBIDDEN } from './postgres.ts';
import type { StateRow } from './postgres.ts';
import { eventsFor, INPUT, REJECTED, RUN, STAGE } from './processor.ts';
import type { Entry } from './processor.ts';

/** Deployment id of the model. */
export const DEPLOYMENT = 'model';

/** An event as it must be published, in terms that a log shows. */
export interface ExpectedEvent {
  /** Input offset that it follows from. */
  readonly offset: number;
  readonly id: string;
  readonly topic: string;
  /** What it says: the entity with version and count, or the code of a dead letter. */
  readonly says: string;
}

/** All that must come of the input, folded one record at a time: no batches, no failures. */
export interface Expectation {
  /** By input partition, in the order of publication. */
  readonly events: readonly (readonly ExpectedEvent[])[];
  readonly state: ReadonlyMap<string, StateRow>;
  readonly outcomes: ReadonlyMap<string, number>;
}

const idsOf = eventIds(DEPLOYMENT, STAGE);

const entryOf = (slot: Slot): Entry | 'nothing' | 'garbage' => {
  if (slot === 'control record') return 'nothing';
  const text = slot.value?.toString() ?? '';
  return text.startsWith('{') ? (JSON.parse(text) as Entry) : 'garbage';
};

/** What a value says, for comparing. */
export const saysOf = (value: Buffer): string => {
  const { code, entity, version, applied } = JSON.parse(value.toString()) as Record<string, string | number>;
  return code === undefined ? [entity, version, applied].join(' ') : String(code);
};

/** @param inputs the input partitions; a key is always in the same one */
export const expectationOf = (inputs: readonly (readonly Slot[])[]): Expectation => {
  const state = new Map<string, StateRow>();
  const outcomes = new Map<string, number>();
  const count = (outcome: string): void => {
    outcomes.set(`${RUN}/${outcome}`, (outcomes.get(`${RUN}/${outcome}`) ?? 0) + 1);
  };
  const follows = (slot: Slot): readonly (readonly [topic: string, says: string])[] => {
    const entry = entryOf(slot);
    if (entry === 'nothing') return [];
    const known = entry === 'garbage' ? undefined : state.get(entry.entity);
    const dead = (code: string): readonly (readonly [string, string])[] => {
      count('dead-lettered');
      return [['dead-letters', code]];
    };
    if (entry === 'garbage') return dead('VALUE_NOT_READABLE');
    if (entry.text === REJECTED) return dead('MODEL_REJECTED');
    if (known !== undefined && known.version >= entry.version) {
      count('stale');
      return [];
    }
    if (entry.text === FORBIDDEN) return dead('ROW_REFUSED');
    const applied = (known?.applied ?? 0) + 1;
    state.set(entry.entity, { ...entry, applied });
    count(known === undefined ? 'new' : 'updated');
    const says = [entry.entity, entry.version, applied].join(' ');
    return Array.from({ length: eventsFor(entry) }, () => ['out', says] as const);
  };
  const events = inputs.map((log, partition) =>
    log.flatMap((slot, offset) =>
      follows(slot).map(([topic, says], ordinal): ExpectedEvent => {
        const id = idsOf({ topic: INPUT, partition, offset }, ordinal);
        return { offset, id, topic, says };
      }),
    ),
  );
  return { events, state, outcomes };
};
