import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as settled } from 'node:timers/promises';

/** A process of the model, as far as its life goes. What a frozen or dead one has sent still arrives. */
export interface Life {
  readonly name: string;
  state: 'running' | 'frozen' | 'dead';
}

/** Something that may happen next; which of them does is the test's choice. */
export interface Happening {
  /** The process in whose time it happens; undefined for what happens at a server. */
  readonly life: Life | undefined;
  readonly ready?: () => boolean;
  /** A timer that comes again and again: nothing waits for it. */
  readonly ticks?: boolean;
  /** True when it may happen again. */
  readonly happen: (choice: number) => boolean;
}

/** What a call is to the test: how it can be lost. */
export interface CallKind {
  /** What the caller gets when no answer comes. */
  readonly lost: (choice: number) => Error;
}

interface Call extends Happening {
  readonly kind: CallKind;
  readonly reject: (error: Error) => void;
  executed: boolean;
  /** Nobody waits for the answer any more. */
  orphan: boolean;
}

const isCall = (one: Happening): one is Call => 'kind' in one;

/**
 * Everything that is going on between some processes and their servers, held still: nothing happens unless the test
 * says so, and whatever could happen next may. A call of a server takes two steps, its effect and its answer, so that
 * others can come before, between and after; an answer can be lost, and a request can arrive after its sender has given
 * it up or is dead. Timers fire at any moment: there is no time. So every order that a real network, real clocks and
 * real schedulers can bring about is among those that the test may choose, and many that they hardly ever do.
 */
export class World {
  readonly #within = new AsyncLocalStorage<Life>();
  readonly #happenings = new Set<Happening>();
  readonly #timers = new Map<unknown, Happening>();

  /** Runs the code of a process: its timers are held still, too. */
  run<T>(life: Life, work: () => T): T {
    return this.#within.run(life, work);
  }

  add(happening: Happening): void {
    this.#happenings.add(happening);
  }

  remove(happening: Happening): void {
    this.#happenings.delete(happening);
  }

  /** A call of a server by a process. */
  call<T>(life: Life, kind: CallKind, effect: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let answer: () => void = () => undefined;
      const call: Call = {
        life,
        kind,
        reject,
        executed: false,
        orphan: false,
        happen: () => {
          if (call.executed) {
            answer();
            return false;
          }
          call.executed = true;
          try {
            const result = effect();
            answer = () => {
              resolve(result);
            };
          } catch (thrown) {
            answer = () => {
              reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
            };
          }
          return !call.orphan;
        },
      };
      this.add(call);
    });
  }

  /** Lets one of the things that can happen happen; false when nothing can. */
  async step(choice: number): Promise<boolean> {
    const all = this.#possible();
    // What ticks is always possible and seldom matters.
    const once = all.filter(({ ticks }) => ticks !== true);
    const possible = choice % 10 === 0 || once.length === 0 ? all : once;
    const one = possible[choice % possible.length];
    if (one === undefined) return false;
    this.#let(one, Math.floor(choice / possible.length));
    await settled();
    return true;
  }

  /** Lets all that can happen happen once, and what ticks only when there is nothing else. */
  async round(): Promise<void> {
    const possible = this.#possible();
    const once = possible.filter(({ ticks }) => ticks !== true);
    for (const one of once.length > 0 ? once : possible) {
      if (this.#happenings.has(one) && this.#isPossible(one)) this.#let(one, 3);
      await settled();
    }
  }

  /**
   * Loses a call that is under way: its sender gets an error.
   *
   * @param arrives whether a request that has had no effect yet still reaches its server, some time
   */
  async lose(choice: number, arrives: boolean): Promise<void> {
    const calls = [...this.#happenings]
      .filter(isCall)
      .filter(({ life, orphan }) => life?.state === 'running' && !orphan);
    const call = calls[choice % calls.length];
    if (call === undefined) return;
    this.#abandon(call, arrives);
    call.reject(call.kind.lost(Math.floor(choice / calls.length)));
    await settled();
  }

  /** Ends a process between any two of its steps; what it has sent may still arrive. */
  kill(life: Life, arrives: boolean): void {
    life.state = 'dead';
    for (const one of this.#happenings) {
      if (one.life !== life) continue;
      if (isCall(one)) this.#abandon(one, arrives);
      else this.remove(one);
    }
  }

  #abandon(call: Call, arrives: boolean): void {
    call.orphan = true;
    if (call.executed || !arrives) this.remove(call);
  }

  #let(one: Happening, choice: number): void {
    const again = one.life === undefined ? one.happen(choice) : this.run(one.life, () => one.happen(choice));
    if (!again) this.remove(one);
  }

  #possible(): readonly Happening[] {
    return [...this.#happenings].filter((one) => this.#isPossible(one));
  }

  #isPossible(one: Happening): boolean {
    // A request that has been sent arrives whatever has become of the sender.
    if (isCall(one) && !one.executed) return true;
    return one.life?.state !== 'frozen' && one.life?.state !== 'dead' && (one.ready?.() ?? true);
  }

  /** Takes the timers of the processes' code over; of all other code they stay as they are. Returns how to give them back. */
  takeTimers(): () => void {
    const { setTimeout: later, setInterval: again, clearTimeout: clearLater, clearInterval: clearAgain } = globalThis;
    const held =
      (repeats: boolean, real: typeof later | typeof again) =>
      (work: (...args: unknown[]) => void, delay?: number, ...args: unknown[]): unknown => {
        const life = this.#within.getStore();
        if (life === undefined) return real(work, delay, ...args);
        const happening: Happening = {
          life,
          ticks: repeats,
          happen: () => {
            work(...args);
            return repeats && this.#timers.has(token);
          },
        };
        const token = { unref: () => token, ref: () => token };
        this.#timers.set(token, happening);
        this.add(happening);
        return token;
      };
    const clear =
      (real: (token: unknown) => void) =>
      (token: unknown): void => {
        const happening = this.#timers.get(token);
        if (happening === undefined) {
          real(token);
          return;
        }
        this.#timers.delete(token);
        this.remove(happening);
      };
    Object.assign(globalThis, {
      setTimeout: held(false, later),
      setInterval: held(true, again),
      clearTimeout: clear(clearLater as (token: unknown) => void),
      clearInterval: clear(clearAgain as (token: unknown) => void),
    });
    return () => {
      Object.assign(globalThis, {
        setTimeout: later,
        setInterval: again,
        clearTimeout: clearLater,
        clearInterval: clearAgain,
      });
    };
  }
}
