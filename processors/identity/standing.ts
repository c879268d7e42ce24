import type { Enrolment, Judgement, Verdict } from '../../schemas/generated/types.ts';
import { isAtStake } from './graph/enrolments.ts';
import type { Standing as Judged } from './graph/verdicts.ts';
import { pairKey } from './pairs.ts';

/** What the graph knows by the end of a batch. */
export interface StandingSource {
  verdictBetween(a: string, b: string): Judged | undefined;
  /** Programmes in which somebody has an enrolment past the draft, with its state. */
  programsOf(registrantId: string): ReadonlyMap<string, string>;
}

/**
 * Persons' verdicts and enrolments as they stand at a record of the batch. The graph takes a whole batch in before
 * anything is decided: what the batch changes is kept here as it was before, and follows record by record.
 */
export class Standing {
  readonly #verdicts = new Map<string, Judgement>();
  readonly #enrolments = new Map<string, Map<string, string>>();
  readonly #source: StandingSource;

  constructor(source: StandingSource) {
    this.#source = source;
  }

  /** Remembers what is in force between two records, before the graph learns of another verdict. */
  remember(a: string, b: string): void {
    const pair = pairKey(a, b);
    if (!this.#verdicts.has(pair)) this.#verdicts.set(pair, this.#source.verdictBetween(a, b) ?? 'none');
  }

  /** Remembers somebody's enrolments, before the graph learns of another state. */
  rememberEnrolments(registrantId: string): void {
    if (!this.#enrolments.has(registrantId))
      this.#enrolments.set(registrantId, new Map(this.#source.programsOf(registrantId)));
  }

  judge({ lowerRecordKey, higherRecordKey, judgement }: Verdict): void {
    this.#verdicts.set(pairKey(lowerRecordKey, higherRecordKey), judgement);
  }

  enrol({ registrantId, program, state }: Enrolment): void {
    const programs = this.#enrolments.get(registrantId) ?? new Map<string, string>();
    this.#enrolments.set(registrantId, programs);
    if (isAtStake(state)) programs.set(program, state);
    else programs.delete(program);
  }

  /** Whether a person judged two records to be different. */
  areDifferent(a: string, b: string): boolean {
    const known = this.#verdicts.get(pairKey(a, b)) ?? this.#source.verdictBetween(a, b);
    return known === 'different';
  }

  /** Whether somebody has an enrolment past the draft. */
  isEnrolled(registrantId: string): boolean {
    return (this.#enrolments.get(registrantId) ?? this.#source.programsOf(registrantId)).size > 0;
  }
}
