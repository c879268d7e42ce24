import type { StageContext } from './context.ts';
import type { StagePartition } from './offsetStore.ts';

/** A partition's worker, as far as its position goes. */
interface Positioned {
  readonly at: StagePartition;
  position(): { readonly next: number; readonly published: number } | undefined;
}

/**
 * Those of the workers that have something to do: records left to process, events to publish, or a takeover that has
 * not ended.
 *
 * @throws EtlError `transient` when Kafka cannot be asked
 */
export const standingStill = async <Worker extends Positioned>(
  workers: readonly Worker[],
  { kafka, topicPrefix }: Pick<StageContext<never>, 'kafka' | 'topicPrefix'>,
): Promise<readonly Worker[]> => {
  const topics = [...new Set(workers.map(({ at }) => at.topic))];
  const found = await Promise.all(
    topics.map(async (topic) => [topic, await kafka.watermarks(`${topicPrefix}${topic}`)] as const),
  );
  const watermarks = new Map(found);
  return workers.filter((worker) => {
    const position = worker.position();
    const high = watermarks.get(worker.at.topic)?.get(worker.at.partition)?.high;
    return position === undefined || high === undefined || position.next < high || position.published < position.next;
  });
};
