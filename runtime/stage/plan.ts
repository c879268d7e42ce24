import { EtlError } from '../../core/errors.ts';
import type { Decision, OutputEvent, RowWrite, StreamProcessor } from '../../core/streamProcessor.ts';
import { COMPONENT } from './context.ts';
import { deadLetter, runOf } from './deadLetter.ts';
import { foldWrites } from './fold.ts';
import type { Input } from './inputs.ts';
import { outgoingMessages } from './outgoing.ts';
import type { OutgoingContext } from './outgoing.ts';
import type { OutboxMessage } from './outboxMessage.ts';
import type { CountedOutcome, Effects, PassedMarker } from './statement.ts';

const IMPORT_RUN = 'org.registrystream.ImportRun';

/** An input record with what was decided about it. */
export interface Decided {
  readonly input: Input;
  readonly decision: Decision;
}

/** Effects of a part of the input, and how many of its records went to the dead letters. */
export interface Plan extends Effects {
  readonly deadLetters: number;
}

const checked = (decision: Decision): Decision => {
  if (decision.kind === 'accepted' || decision.error.fault === 'record') return decision;
  // Not about this record: what the processor met concerns all of them.
  throw decision.error;
};

const decideOne = <Facts>(processor: StreamProcessor<Facts>, input: Input, facts: Facts): Decision => {
  if (input.record === undefined) return { kind: 'rejected', error: input.error };
  try {
    return checked(processor.decide(input.record, facts));
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.fault === 'record') return { kind: 'rejected', error: thrown };
    if (thrown instanceof EtlError) throw thrown;
    const details = { ...input.at, stage: processor.stage };
    const text = 'the processor threw while it decided on a record; nothing was lost, please report this';
    throw new EtlError('PROCESSOR_FAILED', 'bug', text, { component: COMPONENT, details }, thrown);
  }
};

/**
 * Lets the processor decide on each input, in the order of the log.
 *
 * @throws EtlError of any other fault than `record`
 */
export const decideAll = <Facts>(
  processor: StreamProcessor<Facts>,
  inputs: readonly Input[],
  facts: Facts,
): readonly Decided[] => inputs.map((input) => ({ input, decision: decideOne(processor, input, facts) }));

const eventsOf = ({ input, decision }: Decided): readonly OutputEvent[] =>
  decision.kind === 'accepted' ? decision.events : [deadLetter(input, decision.error, decision.run)];

/** Logical names of the topics that the decisions publish to. */
export const topicsOf = (decided: readonly Decided[]): ReadonlySet<string> =>
  new Set(decided.flatMap((one) => eventsOf(one).map(({ topic }) => topic)));

class Counts {
  readonly #counts = new Map<string, CountedOutcome>();

  add(run: string, outcome: string, count: number): void {
    const name = JSON.stringify([run, outcome]);
    this.#counts.set(name, { run, outcome, count: count + (this.#counts.get(name)?.count ?? 0) });
  }

  all(): readonly CountedOutcome[] {
    return [...this.#counts.values()];
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
 * @throws EtlError `bug` for a decision that cannot be carried out
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
