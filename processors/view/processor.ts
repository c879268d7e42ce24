import type { Decision, InputRecord, OutputEvent, RowWrite, StreamProcessor } from '../../core/streamProcessor.ts';
import { timeOf } from '../../core/streamProcessor.ts';
import { EtlError } from '../../core/errors.ts';
import { erasedRecordHeader } from '../../schemas/erasure.ts';
import type { Registrant } from '../../schemas/generated/Registrant.ts';
import { viewStage, type ViewDefinition } from './definition.ts';
import { contentHash, isShown, projected, shownIds, type ShownId } from './project.ts';
import { viewType } from './schema.ts';
import { readShown, viewTables, writeShown, type Shown } from './table.ts';

const REGISTRANT = 'org.registrystream.Registrant';

/** What a batch knows: whom the view shows, as far as the batch's registrants go. */
type Facts = Map<string, Shown>;

const accepted = (writes: readonly RowWrite[] = [], events: readonly OutputEvent[] = []): Decision => ({
  kind: 'accepted',
  writes,
  events,
  outcomes: [],
});

/** A view as its decisions need it. */
class View {
  readonly definition: ViewDefinition;
  readonly #shownId: ShownId;

  constructor(definition: ViewDefinition, secret: string) {
    this.definition = definition;
    this.#shownId = shownIds(definition, secret);
  }

  /** Takes away what was shown of somebody; of whom nothing was, nobody hears. */
  remove(id: string, version: string | undefined, time: number, facts: Facts): Decision {
    if (!facts.delete(id)) return accepted();
    const { name } = this.definition;
    const headers = version === undefined ? {} : { version };
    return accepted([writeShown(name, id, undefined)], [{ ...this.#event(id, time), value: null, headers }]);
  }

  publish(registrant: Registrant, erasedRecord: string | undefined, facts: Facts): Decision {
    const { registrantId: id, version, observedAt } = registrant;
    const before = facts.get(id);
    const value = projected(registrant, this.definition, this.#shownId);
    const hash = contentHash(value);
    // What follows from an erasure is told even where it shows the same: readers may keep what they were told before.
    if (before?.hash === hash && erasedRecord === undefined) return accepted();
    const shown = { version, hash };
    facts.set(id, shown);
    const headers = erasedRecord === undefined ? {} : { [erasedRecordHeader]: this.#shownId(erasedRecord) };
    return accepted(
      [writeShown(this.definition.name, id, shown)],
      [{ ...this.#event(id, observedAt), value, headers }],
    );
  }

  #event(id: string, time: number): Omit<OutputEvent, 'value'> {
    const { name, topic } = this.definition;
    return { topic, key: this.#shownId(id), type: viewType(name), time };
  }
}

const decideRegistrant = (registrant: Registrant, input: InputRecord, view: View, facts: Facts): Decision => {
  const before = facts.get(registrant.registrantId);
  const erasedRecord = input.headers[erasedRecordHeader];
  if (before !== undefined && registrant.version <= before.version) return accepted();
  // A redirect says nothing of anybody, and those who know the old id have to learn of it; nobody else has.
  if (registrant.status === 'merged')
    return before === undefined ? accepted() : view.publish(registrant, erasedRecord, facts);
  if (isShown(registrant, view.definition)) return view.publish(registrant, erasedRecord, facts);
  return view.remove(registrant.registrantId, String(registrant.version), registrant.observedAt, facts);
};

const unexpected = ({ type, at }: InputRecord): EtlError =>
  new EtlError('UNEXPECTED_TYPE', 'record', `a view takes no ${type ?? 'untyped value'} from topic ${at.topic}`, {
    component: 'processors/view',
    field: 'type',
    details: { topic: at.topic, partition: at.partition, offset: at.offset },
  });

/**
 * A view for partners: shows the chosen fields of registrants in a topic of its own, whenever these change. Who is sealed
 * off, erased, or no longer of the view's programmes is taken out of it by a tombstone; those whom it never showed leave
 * no trace in it.
 *
 * @param secret the deployment's, for pseudonymous ids
 */
export const createViewProcessor = (definition: ViewDefinition, secret: string): StreamProcessor<Facts> => {
  const view = new View(definition, secret);
  return {
    stage: viewStage(definition.name),
    inputTopics: ['registrants'],
    tables: viewTables,
    read: (batch, query) => readShown(definition.name, [...new Set(batch.map(({ key }) => key))], query),
    decide: (input, facts) => {
      if (input.key.startsWith('run/')) return accepted();
      if (input.value === null) return view.remove(input.key, input.headers['version'], timeOf(input), facts);
      if (input.type !== REGISTRANT) return { kind: 'rejected', error: unexpected(input) };
      return decideRegistrant(input.value as Registrant, input, view, facts);
    },
  };
};
