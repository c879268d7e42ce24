import { EtlError } from '../../../core/errors.ts';
import type { SourceListener } from '../../../core/source.ts';
import type { SourceEnvironment, SourceSession } from '../environment.ts';
import type { ImportOptions } from '../options.ts';
import { nextAfter } from '../schedule.ts';
import type { Due } from '../schedule.ts';
import { Inbox } from './inbox.ts';
import type { Mail } from './inbox.ts';
import { publishNotices } from './publishNotices.ts';

/** Transactions for notices in a row: a registry that tells without a pause must not keep a scan from going on. */
const MOST_IN_A_ROW = 10;

/** Shortest time between two scans that notices ask for, milliseconds: a registry is told much and is to be spared. */
const SCAN_PAUSE = 10_000;

const workerStopped = (): EtlError =>
  new EtlError('SOURCE_STOPPED', 'transient', 'the source worker stops: the next one reads what has changed', {
    component: 'runtime/source',
  });

/** What the registry of a source tells by itself: how it is heard, published, and turned into scans. */
export class Notices {
  readonly #environment: SourceEnvironment;
  readonly #inbox = new Inbox();
  /** Since when a scan of changes is wanted, by import. */
  readonly #wanted = new Map<string, number>();
  #listening = false;

  constructor(environment: SourceEnvironment) {
    this.#environment = environment;
  }

  /** Resolves when something has come. */
  arrived(): Promise<void> {
    return this.#inbox.arrived();
  }

  /**
   * Has the imports listen, once. With a session changes are subscribed to; without one only answers are listened for.
   *
   * @throws EtlError as the imports' `listen` does
   */
  async listen(session: SourceSession | undefined, signal: AbortSignal): Promise<void> {
    if (this.#listening) return;
    this.#listening = true;
    for (const options of this.#environment.options.imports)
      await options.source.listen?.(session && this.#listenerOf(options, session), signal);
  }

  #listenerOf({ name }: ImportOptions, session: SourceSession): SourceListener {
    const { observer, options } = this.#environment;
    return {
      kept: session.checkpoints.get(name)?.subscriptions ?? undefined,
      keep: (text) => this.#inbox.put(name, { keep: text }),
      receive: (notice) => this.#inbox.put(name, { notice }),
      trouble: (error) => observer.onNoticeTrouble?.({ source: options.name, import: name, error }),
    };
  }

  /**
   * Publishes what has come, or some of it: the rest comes next.
   *
   * @throws EtlError as publishing does; whoever waits for it hears the same
   */
  async publish(session: SourceSession): Promise<void> {
    for (let round = 0; round < MOST_IN_A_ROW; round += 1) {
      const mail = this.#inbox.take();
      if (mail === undefined) return;
      await this.#publishMail(session, mail);
    }
  }

  async #publishMail(session: SourceSession, mail: Mail): Promise<void> {
    const { clock, observer, options: source } = this.#environment;
    const options = source.imports.find(({ name }) => name === mail.import);
    try {
      if (options === undefined) throw new TypeError(`the source has no import ${mail.import}`);
      const outcome = await publishNotices(this.#environment, session, options, mail);
      if (outcome.scan && !this.#wanted.has(mail.import)) this.#wanted.set(mail.import, clock());
      mail.settle();
      const notices = mail.notices.length;
      if (notices > 0) observer.onNotices?.({ source: source.name, import: mail.import, notices, ...outcome });
    } catch (thrown) {
      mail.settle(thrown);
      throw thrown;
    }
  }

  /**
   * The scan that notices want first, if they want one: of changes, as soon as the last one is some seconds old.
   *
   * @param notBefore by import: when one that has failed may be tried again
   */
  wantedScan(
    { checkpoints }: Pick<SourceSession, 'checkpoints'>,
    notBefore: ReadonlyMap<string, number>,
  ): Due | undefined {
    const dues = this.#environment.options.imports.flatMap((options): readonly Due[] => {
      const since = this.#wanted.get(options.name);
      if (since === undefined) return [];
      const last = checkpoints.get(options.name)?.lastIncrementalAt ?? 0;
      const soonest = Math.min(last + SCAN_PAUSE, nextAfter(options.every, last));
      const at = Math.max(since, soonest, notBefore.get(options.name) ?? 0);
      return [{ import: options, mode: 'incremental', at }];
    });
    return dues.sort((left, right) => left.at - right.at)[0];
  }

  /** A scan of the import begins: it shows all that was wanted until now. */
  scanBegins(importName: string): void {
    this.#wanted.delete(importName);
  }

  /** Refuses what waits and what comes. */
  close(): void {
    this.#inbox.close(workerStopped());
  }
}
