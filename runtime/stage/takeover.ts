import { EtlError } from '../../core/errors.ts';
import type { TransactionalPublisher, Watermarks } from '../kafka/index.ts';
import { COMPONENT } from './context.ts';
import type { StageContext } from './context.ts';
import { markPublished, raiseEpoch, readOutbox } from './offsetStore.ts';
import type { StagePartition } from './offsetStore.ts';
import { checkPosition } from './positionCheck.ts';
import { readQuery } from './readQuery.ts';
import { relay } from './relay.ts';
import { Abandoned } from './retry.ts';
import { relayGroup } from './session.ts';
import type { Session } from './session.ts';

/** What a takeover takes. */
export type TakeoverContext = Pick<
  StageContext<unknown>,
  'deployment' | 'topicPrefix' | 'settings' | 'points' | 'observer' | 'pool' | 'kafka' | 'owner' | 'processor'
>;

/** The partition to take over, and for how long it is this worker's. */
export interface Takeover {
  readonly at: StagePartition;
  readonly generation: number;
  readonly publisher: TransactionalPublisher;
  /** False once the partition is no longer assigned, or the stage stops. */
  readonly isCurrent: () => boolean;
  /** Told now and then while the processor reads its state into memory: a sign of life. */
  readonly onLoaded: (rows: number) => void;
  /** The worker's last session in the partition; undefined when it had none. */
  readonly last: Pick<Session, 'epoch' | 'next'> | undefined;
}

const watermarksOf = async (context: TakeoverContext, { topic, partition }: StagePartition): Promise<Watermarks> => {
  const full = `${context.topicPrefix}${topic}`;
  const found = (await context.kafka.watermarks(full)).get(partition);
  if (found !== undefined) return found;
  const text = `topic ${full} has no partition ${String(partition)}; run registry-stream migrate`;
  throw new EtlError('INPUT_PARTITION_MISSING', 'config', text, {
    component: COMPONENT,
    details: { topic, partition },
  });
};

/**
 * Takes a partition over (DESIGN §4): raises its epoch, so that an older owner can write nothing; opens its
 * transactional id, so that he can publish nothing and what he left is settled; finds out what is published; publishes
 * what is committed and not published yet, the very same messages; lets the processor read what it holds in memory.
 *
 * @returns the session to work in, with everything published up to `next`
 * @throws Abandoned when the partition is not this worker's any more
 * @throws EtlError `transient` to try again; `config` when database and log do not belong together
 */
export const takeOver = async (context: TakeoverContext, takeover: Takeover): Promise<Session> => {
  const { at, generation, publisher, isCurrent, onLoaded, last } = takeover;
  const { pool, kafka, points, observer, processor } = context;
  const started = Date.now();
  const proceed = (): Promise<void> =>
    isCurrent() ? Promise.resolve() : Promise.reject(new Abandoned('the partition is not assigned any more'));

  await proceed();
  const { low } = await watermarksOf(context, at);
  const stored = await raiseEpoch(pool, at, context.owner, low);
  await points('takeover.after-epoch');
  await proceed();
  await publisher.open();
  await points('takeover.after-fence');
  const group = relayGroup(context.deployment, at.stage);
  const relayed = await kafka.groupOffset(group, `${context.topicPrefix}${at.topic}`, at.partition);
  const published = Math.max(relayed ?? 0, stored.published);
  checkPosition(at, { next: stored.next, published, watermarks: await watermarksOf(context, at) });

  const { next, epoch } = stored;
  const session: Session = { at, generation, epoch, publisher, next, published, marked: stored.published };
  const left = published < next ? await readOutbox(pool, at, published) : [];
  await relay(session, left, next, context, proceed);
  if (session.marked < next) {
    if (!(await markPublished(pool, at, epoch, next)))
      throw new Abandoned('another worker has taken the partition over');
    session.marked = next;
  }
  await points('takeover.after-drain');
  // Nobody else was here, and nothing was stored since: what the processor holds in memory is still right.
  const isUnmoved = last?.epoch === epoch - 1 && last.next === next;
  if (!isUnmoved) {
    let opening = true;
    await processor.open?.(readQuery(pool), (rows) => {
      // Told later, while a batch is read, it is a sign of life and no more: the batch finds out by itself.
      if (opening && !isCurrent()) throw new Abandoned('the partition is not assigned any more');
      onLoaded(rows);
    });
    opening = false;
  }
  observer.tookOver({ topic: at.topic, partition: at.partition }, Date.now() - started, left.length);
  return session;
};
