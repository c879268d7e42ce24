import fc from 'fast-check';
import type { IncomingMessage } from '../../../../../runtime/kafka/index.ts';
import type { Deployment } from './deployment.ts';
import { FORBIDDEN } from './postgres.ts';
import { REJECTED } from './processor.ts';
import type { Entry } from './processor.ts';

/** What a command may know beforehand: nothing but how far the input has come. */
export interface Told {
  offsets: number[];
}

type Command = fc.AsyncCommand<Told, Deployment>;

class Named implements Command {
  readonly #name: string;
  readonly #work: (deployment: Deployment, told: Told) => Promise<void> | void;

  constructor(name: string, work: (deployment: Deployment, told: Told) => Promise<void> | void) {
    this.#name = name;
    this.#work = work;
  }

  check(): boolean {
    return true;
  }

  async run(told: Told, deployment: Deployment): Promise<void> {
    await this.#work(deployment, told);
    deployment.check();
  }

  toString(): string {
    return this.#name;
  }
}

const named = <T>(
  name: string,
  told: fc.Arbitrary<T>,
  work: (deployment: Deployment, value: T, known: Told) => Promise<void> | void,
): fc.Arbitrary<Command> =>
  told.map((value) => new Named(`${name}(${JSON.stringify(value)})`, (one, known) => work(one, value, known)));

const choice = fc.nat(5000);

/** Entities by the partition that their records are in. */
const entities: readonly (readonly string[])[] = [
  ['a', 'c', 'e'],
  ['b', 'd', 'f'],
];

const record = (offset: number, { entity, ...rest }: Entry | { entity: string; garbage: true }): IncomingMessage => ({
  offset,
  timestamp: 1_700_000_000_000 + offset,
  key: entity,
  value: Buffer.from('garbage' in rest ? 'not JSON' : JSON.stringify({ entity, ...rest })),
  headers: { 'import-run': 'run' },
});

const texts = fc.oneof(
  { weight: 10, arbitrary: fc.constant('allowed') },
  { weight: 1, arbitrary: fc.constantFrom(FORBIDDEN, REJECTED, 'garbage') },
);

const appended = fc.array(fc.record({ entity: fc.nat(2), newer: fc.nat(5), text: texts, gap: fc.nat(9) }), {
  minLength: 1,
  maxLength: 12,
  size: 'max',
});

const append = named('append', fc.tuple(fc.nat(1), appended), (deployment, [partition, entries], told) => {
  for (const { entity, newer, text, gap } of entries) {
    const next = (): number => {
      const offset = told.offsets[partition] ?? 0;
      told.offsets[partition] = offset + 1;
      return offset;
    };
    const name = entities[partition]?.[entity] ?? 'a';
    // Mostly newer than what came before, now and then older or the same.
    const version = (told.offsets[partition] ?? 0) + newer;
    const of = text === 'garbage' ? ({ entity: name, garbage: true } as const) : { entity: name, version, text };
    deployment.append(partition, record(next(), of));
    // Now and then an end of a transaction, or two, that no reader sees.
    for (let left = gap; left > 7; left -= 1) {
      next();
      deployment.append(partition, 'control record');
    }
  }
});

const go = named('go', fc.array(choice, { minLength: 1, maxLength: 40, size: 'max' }), async (deployment, choices) => {
  for (const one of choices) {
    await deployment.world.step(one);
  }
});

/** Two processes at most that run, one of them perhaps standing still, and one more after a kill. */
const start = named('start', fc.constant(null), (deployment) => {
  if (deployment.processes.length < 3) deployment.start();
});

const fault = fc.oneof(
  {
    weight: 6,
    arbitrary: named('lose', fc.tuple(choice, fc.boolean()), (to, [one, arrives]) => to.world.lose(one, arrives)),
  },
  {
    weight: 2,
    arbitrary: named('kill', fc.tuple(choice, fc.boolean()), (to, [one, arrives]) => {
      to.kill(one, arrives);
      to.start();
    }),
  },
  {
    weight: 3,
    arbitrary: named('freeze or thaw', choice, (to, one) => {
      to.toggle(one);
    }),
  },
  {
    weight: 3,
    arbitrary: named('rebalance', fc.nat(1), (to, rotation) => {
      to.broker.rebalance(rotation);
    }),
  },
  {
    weight: 1,
    arbitrary: named('stop', choice, (to, one) => {
      to.stop(one);
    }),
  },
  {
    weight: 1,
    arbitrary: named('crash of the consumer', choice, (to, one) => {
      to.crashConsumer(one);
    }),
  },
  {
    weight: 1,
    arbitrary: named('transactions expire', fc.constant(null), (to) => {
      to.broker.expireTransactions();
    }),
  },
  {
    weight: 1,
    arbitrary: named('relay offsets forgotten', fc.constant(null), (to) => {
      to.forgetRelayOffsets();
    }),
  },
);

/** What may happen to a deployment, mostly work. */
export const commands = fc.commands(
  [
    fc.oneof(
      { weight: 3, arbitrary: append },
      { weight: 10, arbitrary: go },
      { weight: 1, arbitrary: start },
      { weight: 6, arbitrary: fault },
    ),
  ],
  { maxCommands: 50, size: 'max' },
);
