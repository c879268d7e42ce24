import { setImmediate } from 'node:timers/promises';
import { EtlError } from '../../core/errors.ts';
import type { Decision, StreamProcessor } from '../../core/streamProcessor.ts';
import { COMPONENT } from './context.ts';
import type { Input } from './inputs.ts';

/** An input record with what was decided about it. */
export interface Decided {
  readonly input: Input;
  readonly decision: Decision;
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

/** Milliseconds of deciding after which others have a turn: heartbeats must not wait for a long batch. */
const TURN = 100;

/**
 * Lets the processor decide on each input, in the order of the log.
 *
 * @throws EtlError of any other fault than `record`
 */
export const decideAll = async <Facts>(
  processor: StreamProcessor<Facts>,
  inputs: readonly Input[],
  facts: Facts,
): Promise<readonly Decided[]> => {
  const decided: Decided[] = [];
  let began = performance.now();
  for (const input of inputs) {
    decided.push({ input, decision: decideOne(processor, input, facts) });
    if (performance.now() - began < TURN) continue;
    await setImmediate();
    began = performance.now();
  }
  return decided;
};
