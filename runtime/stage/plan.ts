import type { OutputEvent, RowWrite, StreamProcessor } from '../../core/streamProcessor.ts';
import type { Decided } from './decisions.ts';
import { deadLetter, runOf } from './deadLetter.ts';
import { foldWrites } from './fold.ts';
import type { Input } from './inputs.ts';
import { outgoingMessages } from './outgoing.ts';
import type { OutgoingContext } from './outgoing.ts';
import type { OutboxMessage } from './outboxMessage.ts';
import type { CountedOutcome, Effects, PassedMarker } from './statement.ts';

const IMPORT_RUN = 'org.registrystream.ImportRun';

/** Effects of a part of the input, and how many of its records went to the dead letters. */
export interface Plan extends Effects {
  readonly deadLetters: number;
}

const eventsOf = ({ input, decision }: Decided): readonly OutputEvent[] =>
  decision.kind === 'accepted' ? decision.events : [deadLetter(input, decision.error, decision.run)];

/** Logical names of the topics that the decisions publish to. */
export const topicsOf = (decided: readonly Decided[]): ReadonlySet<string> => {
  const topics = new Set<string>();
  for (const one of decided) for (const { topic } of eventsOf(one)) topics.add(topic);
  return topics;
};

class Counts {
  readonly #counts = new Map<string, Map<string, number>>();

  add(run: string, outcome: string, count: number): void {
    const ofRun = this.#counts.get(run) ?? new Map<string, number>();
    this.#counts.set(run, ofRun);
    ofRun.set(outcome, count + (ofRun.get(outcome) ?? 0));
  }

  all(): readonly CountedOutcome[] {
    return [...this.#counts].flatMap(([run, outcomes]) =>
      [...outcomes].map(([outcome, count]) => ({ run, outcome, count })),
    );
  }
}

const markerOf = ({ at, record }: Input): PassedMarker | undefined => {
  if (record?.type !== IMPORT_RUN) return undefined;
  const { runId, phase } = record.value as { readonly runId: string; readonly phase: string };
  return { run: runId, phase, offset: at.offset };
};

/**
 * Puts the decisions about a part of the input together: each row once, each event encoded and placed, each outcome
 * counted. Nothing is read or written.
 *
 * @param context its targets must know all of {@link topicsOf}
 * @throws EtlError `bug` for a decision that cannot be carried out; `record` when one leads to more than a topic takes
 */
export const planOf = (
  processor: Pick<StreamProcessor<never>, 'tables'>,
  decided: readonly Decided[],
  context: OutgoingContext,
): Plan => {
  const writes: RowWrite[] = [];
  const messages: OutboxMessage[] = [];
  const markers: PassedMarker[] = [];
  const counts = new Counts();
  let deadLetters = 0;
  for (const one of decided) {
    const { input, decision } = one;
    for (const message of outgoingMessages(input.at, eventsOf(one), context)) messages.push(message);
    if (decision.kind === 'rejected') {
      deadLetters += 1;
      const run = runOf(input, decision.run);
      if (run !== null) counts.add(run, 'dead-lettered', 1);
      continue;
    }
    for (const write of decision.writes) writes.push(write);
    for (const { run, outcome, count } of decision.outcomes) counts.add(run, outcome, count ?? 1);
    const marker = markerOf(input);
    if (marker !== undefined) markers.push(marker);
  }
  return { tables: foldWrites(processor.tables, writes), messages, outcomes: counts.all(), markers, deadLetters };
};
