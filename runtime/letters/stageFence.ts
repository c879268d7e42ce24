import { EtlError } from '../../core/errors.ts';
import { Fenced, transactionalPublisher } from '../kafka/index.ts';
import type { LetterKafka } from './letterLog.ts';
import type { Publish } from './heldSource.ts';

/** Takeovers that are tried against a stage that works on. */
const ATTEMPTS = 10;

const busy = (transactionalId: string, cause: unknown): EtlError =>
  new EtlError(
    'REDRIVE_OVERTAKEN',
    'transient',
    'the stage was faster each time; what was published is published: repeat the command for the rest when less is going on',
    { component: 'runtime/letters', details: { transactionalId, attempts: ATTEMPTS } },
    cause,
  );

/**
 * Publishes in the place of a stage, which is fenced by it and takes its partition over again by itself: either nothing
 * came in between reading the topic and publishing, or the transaction fails and all is read and decided again.
 *
 * @param transactionalId of the stage's partition that publishes to the topic
 * @param readOn reads on to the topic's end; called before and after the takeover, so that after it little is left
 * @param use publishes; called again for what is left
 * @throws EtlError `transient` `REDRIVE_OVERTAKEN` when the stage was faster each time
 */
export const inPlaceOfStage = async (
  { connection }: Pick<LetterKafka, 'connection'>,
  transactionalId: string,
  readOn: () => Promise<void>,
  use: (publish: Publish) => Promise<void>,
): Promise<void> => {
  const fence = transactionalPublisher(connection, transactionalId);
  try {
    for (let attempt = 1; ; attempt += 1) {
      await readOn();
      await fence.open();
      await readOn();
      try {
        await use((messages) => fence.publish(messages));
        return;
      } catch (thrown) {
        if (!(thrown instanceof Fenced)) throw thrown;
        if (attempt >= ATTEMPTS) throw busy(transactionalId, thrown);
      }
    }
  } finally {
    await fence.close();
  }
};
