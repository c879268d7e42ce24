/** States in which nothing is at stake: a proposal, or no enrolment at all. */
const idle: readonly string[] = ['draft', 'none'];

const none: ReadonlyMap<string, string> = new Map();

/** Who has an enrolment that caseworkers have taken past the draft, by registrant or group id. */
export class Enrolments {
  readonly #programs = new Map<string, Map<string, string>>();

  /** Whether there is none at all. */
  get isEmpty(): boolean {
    return this.#programs.size === 0;
  }

  /** @returns the state before; `none` when nothing was at stake */
  set(registrantId: string, program: string, state: string): string {
    const known = this.#programs.get(registrantId) ?? new Map<string, string>();
    const before = known.get(program) ?? 'none';
    if (idle.includes(state)) known.delete(program);
    else known.set(program, state);
    if (known.size === 0) this.#programs.delete(registrantId);
    else this.#programs.set(registrantId, known);
    return before;
  }

  /** States by programme. */
  programsOf(registrantId: string): ReadonlyMap<string, string> {
    return this.#programs.get(registrantId) ?? none;
  }

  has(registrantId: string): boolean {
    return this.#programs.has(registrantId);
  }
}

/** Whether an enrolment in this state is at stake when its registrant is merged into another. */
export const isAtStake = (state: string): boolean => !idle.includes(state);
