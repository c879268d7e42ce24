import { createRandom } from '../../../dev/simulator/random.ts';
import { waitFor } from '../../support/stack.ts';
import type { SourceValue } from '../../unit/processors/support/records.ts';
import type { SupervisedWorker } from '../world/worker.ts';
import { inventLog } from './log.ts';
import { differences, outcomeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { ResolverDeployment } from './resolverDeployment.ts';
import type { Services } from './resolverDeployment.ts';

/** What is to be shown. */
export interface KillShow {
  readonly services: Services;
  /** Path of the bundled program. */
  readonly program: string;
  readonly records: number;
  readonly kills: number;
  readonly zombies: number;
  readonly seed: number;
  readonly tell: (text: string) => void;
}

/** What came of it. */
export interface KillShowResult {
  readonly records: number;
  readonly seed: number;
  /** Of processes that had the partition, and of those that stood by. */
  readonly kills: { readonly owner: number; readonly standby: number };
  /** Zombies that woke up after another had taken over and gone on. */
  readonly zombies: number;
  /** How often the partition was taken over. */
  readonly takeovers: number;
  /** Ends of processes that nobody had asked for. */
  readonly ownEndings: number;
  readonly seconds: { readonly undisturbed: number; readonly disturbed: number };
  readonly undisturbed: Outcome;
  readonly disturbed: Outcome;
  /** Empty: the same entities, the same edges, each event once. */
  readonly differences: readonly string[];
}

const transaction = 250;
/** How many records the log is ahead of the resolver at most, while it streams. */
const ahead = 1_500;
const patience = 600_000;

/** Publishes the log while the resolver follows it, never far ahead of it. */
const stream = async (
  deployment: ResolverDeployment,
  log: readonly SourceValue[],
  tell: (text: string) => void,
): Promise<void> => {
  for (let from = 0; from < log.length; from += transaction) {
    await deployment.publish(log.slice(from, from + transaction));
    await waitFor(
      'the resolver to follow the log',
      async () => deployment.end - (await deployment.position()).next < ahead,
      patience,
    );
    if (from % (transaction * 20) === 0) tell(`${String(from + transaction)} of ${String(log.length)} records`);
  }
  await waitFor(
    'the resolver to reach the end of the log',
    async () => {
      const { next, published } = await deployment.position();
      return next >= deployment.end && published === next;
    },
    patience,
  );
};

type Blow = 'kill' | 'zombie';

/** Strikes the resolvers of a deployment, each time when its log has come so far as a seed says. */
class Striker {
  readonly kills = { owner: 0, standby: 0 };
  zombies = 0;
  readonly #deployment: ResolverDeployment;
  readonly #show: KillShow;
  readonly #random;
  #ended = false;

  constructor(deployment: ResolverDeployment, show: KillShow) {
    this.#deployment = deployment;
    this.#show = show;
    this.#random = createRandom(show.seed).fork('blows');
  }

  stop(): void {
    this.#ended = true;
  }

  /** One blow after the other, spread over the log; ends with the last of them, or when it is stopped. */
  async strike(): Promise<void> {
    const { kills, zombies, records, tell } = this.#show;
    const count = kills + zombies;
    const woken = new Set(
      Array.from({ length: zombies }, (_, index) => Math.floor(((index + 1) * count) / (zombies + 1))),
    );
    for (let index = 0; index < count; index += 1) {
      const blow: Blow = woken.has(index) ? 'zombie' : 'kill';
      const at = Math.round(((index + this.#random.next()) / count) * records * 0.97);
      if (!(await this.#reached(at))) return;
      await (blow === 'kill' ? this.#kill() : this.#freeze());
      tell(`${blow} ${String(index + 1)} of ${String(count)} at offset ${String(at)}`);
    }
  }

  /** False when it was stopped before. */
  #reached(offset: number): Promise<boolean> {
    return waitFor(
      `offset ${String(offset)}`,
      async () => {
        if (this.#ended) return 'stopped';
        return (await this.#deployment.position()).next >= offset ? 'reached' : undefined;
      },
      patience * 2,
    ).then((how) => how === 'reached');
  }

  async #owner(): Promise<SupervisedWorker | undefined> {
    const { owner } = await this.#deployment.position();
    return this.#deployment.resolvers.find(({ pid }) => pid === owner);
  }

  async #kill(): Promise<void> {
    const owner = await waitFor('somebody to have the partition', () => this.#owner(), patience);
    const others = this.#deployment.resolvers.filter((worker) => worker !== owner && worker.pid !== undefined);
    // Now and then one that stands by, or is just joining.
    const standby = this.#random.chance(0.2) ? others[0] : undefined;
    if (standby === undefined) this.kills.owner += 1;
    else this.kills.standby += 1;
    (standby ?? owner).signal('SIGKILL');
  }

  /** Freezes whoever has the partition until another has taken over and gone on, and wakes it up. */
  async #freeze(): Promise<void> {
    const owner = await waitFor('somebody to have the partition', () => this.#owner(), patience);
    const before = await this.#deployment.position();
    owner.signal('SIGSTOP');
    try {
      await waitFor(
        'another to take over and go on',
        async () => {
          const now = await this.#deployment.position();
          return now.epoch > before.epoch && now.owner !== before.owner && now.next > before.next;
        },
        patience,
      );
      this.zombies += 1;
    } finally {
      owner.signal('SIGCONT');
    }
  }
}

interface Ran {
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly striker: Striker | undefined;
  readonly takeovers: number;
  readonly ownEndings: number;
}

const runOnce = async (
  show: KillShow,
  name: string,
  log: readonly SourceValue[],
  isDisturbed: boolean,
): Promise<Ran> => {
  const { services, program, tell } = show;
  const deployment = await ResolverDeployment.create(services, name, program, isDisturbed ? 2 : 1);
  const striker = isDisturbed ? new Striker(deployment, show) : undefined;
  try {
    const began = Date.now();
    for (const worker of deployment.resolvers) worker.start();
    const blows = striker?.strike();
    // Waited for below; a failure before that must not end the process.
    blows?.catch(() => undefined);
    await stream(deployment, log, tell);
    await blows;
    const seconds = Math.round((Date.now() - began) / 1000);
    const { epoch } = await deployment.position();
    const ownEndings = deployment.resolvers.flatMap(({ endings }) => endings).filter(({ byItself }) => byItself);
    await deployment.stopResolvers();
    const outcome = await outcomeOf(deployment.pool, services.broker, deployment.prefix, services.schemaRegistryUrl);
    return { outcome, seconds, striker, takeovers: epoch, ownEndings: ownEndings.length };
  } finally {
    striker?.stop();
    await deployment.close();
  }
};

/**
 * Takes one log through the real resolver twice, each time with topics and a database of its own: once undisturbed, once
 * with its processes killed and frozen at random while the records stream; and compares what is left behind.
 */
export const killShow = async (show: KillShow): Promise<KillShowResult> => {
  const { records, seed, tell } = show;
  const log = [...inventLog(records, seed)];
  const name = `kills-${String(seed)}`;
  tell(`undisturbed: ${String(log.length)} records`);
  const calm = await runOnce(show, name, log, false);
  tell('disturbed');
  const struck = await runOnce(show, name, log, true);
  return {
    records: log.length,
    seed,
    kills: struck.striker?.kills ?? { owner: 0, standby: 0 },
    zombies: struck.striker?.zombies ?? 0,
    takeovers: struck.takeovers,
    ownEndings: struck.ownEndings,
    seconds: { undisturbed: calm.seconds, disturbed: struck.seconds },
    undisturbed: calm.outcome,
    disturbed: struck.outcome,
    differences: differences(calm.outcome, struck.outcome),
  };
};
