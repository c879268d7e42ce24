import { randomUUID } from 'node:crypto';
import { EtlError } from '../../core/errors.ts';
import type { SourceHold } from '../../schemas/generated/types.ts';
import { Fenced, transactionalPublisher } from '../kafka/index.ts';
import type { OutgoingMessage, TransactionalPublisher } from '../kafka/index.ts';
import { holdMessage, isHeld, readHold, sourceHeld, sourceTransactionalId } from '../source/hold.ts';
import type { LetterKafka } from './letterLog.ts';

/** Milliseconds for which a hold stands without being renewed: what a killed command costs the source. */
const LEASE = 60_000;

/** Publishes for a source: all the messages in one transaction, or none. */
export type Publish = (messages: readonly OutgoingMessage[]) => Promise<void>;

/** A hold while it lasts: renewed in the background, released at the end. */
class Hold {
  readonly #kafka: LetterKafka;
  readonly #marks: TransactionalPublisher;
  #hold: SourceHold;
  #renewing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(kafka: LetterKafka, deployment: string, source: string, purpose: string) {
    this.#kafka = kafka;
    this.#marks = transactionalPublisher(kafka.connection, `${sourceTransactionalId(deployment, source)}.hold`);
    const now = Date.now();
    this.#hold = { source, holder: randomUUID(), purpose, since: now, until: now + LEASE, released: false };
  }

  async take(): Promise<void> {
    await this.#marks.open();
    await this.#publish();
    this.#timer = setInterval(() => {
      this.#hold = { ...this.#hold, until: Date.now() + LEASE };
      // When it cannot be renewed the source goes on by itself, and its fence makes the next publish fail.
      this.#renewing = this.#renewing.then(() => this.#publish()).catch(() => undefined);
    }, LEASE / 3);
  }

  async end(release: boolean): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    this.#hold = { ...this.#hold, released: true };
    try {
      if (release && this.#marks.isOpen()) await this.#publish();
      await this.#marks.close();
    } catch {
      // What was to be published is published; the source waits until the hold has run out.
      this.#kafka.connection.log('warn', 'a hold was not released', { source: this.#hold.source });
    }
  }

  #publish(): Promise<void> {
    return this.#marks.publish([holdMessage(this.#kafka, this.#hold)]);
  }
}

const overtaken = (source: string, purpose: string, cause: Fenced): EtlError =>
  new EtlError(
    `${purpose.toUpperCase()}_OVERTAKEN`,
    'transient',
    `another process has taken over the source ${source} meanwhile; what was published is published, repeat the command for the rest`,
    { component: 'runtime/letters', details: { source } },
    cause,
  );

/**
 * Publishes for a source under its own fence: makes a hold known, so that a worker of the source waits and goes on by
 * itself afterwards; takes over the source's transactional id, so that nothing else is published for it; and releases
 * the hold whatever happens. When the process is killed, the hold runs out by itself.
 *
 * @param purpose for whoever watches the waiting source, for example `redrive`
 * @param use reads what is published only now, when nothing can be added, and publishes
 * @throws EtlError `transient` `SOURCE_HELD` when somebody else holds the source; `<purpose>_OVERTAKEN`, such as
 *   `REDRIVE_OVERTAKEN`, when somebody took it over
 */
export const withSourceHeld = async <T>(
  kafka: LetterKafka,
  deployment: string,
  source: string,
  purpose: string,
  use: (publish: Publish) => Promise<T>,
): Promise<T> => {
  const other = await readHold(kafka, source);
  if (other !== undefined && isHeld(other, Date.now())) throw sourceHeld(other);
  const hold = new Hold(kafka, deployment, source, purpose);
  const fence = transactionalPublisher(kafka.connection, sourceTransactionalId(deployment, source));
  let release = true;
  try {
    // First the hold, then the fence: a worker that finds itself fenced finds the reason.
    await hold.take();
    await fence.open();
    return await use((messages) => fence.publish(messages));
  } catch (thrown) {
    if (!(thrown instanceof Fenced)) throw thrown;
    // The hold that is known now may be another's.
    release = false;
    throw overtaken(source, purpose, thrown);
  } finally {
    await fence.close();
    await hold.end(release);
  }
};
