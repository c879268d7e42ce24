import type { PartitionMetadata } from 'kafkajs';
import { kafkajs } from './kafkajs.ts';

const choose = kafkajs.Partitioners.DefaultPartitioner();

const metadataOf = new Map<number, PartitionMetadata[]>();

const partitionMetadata = (partitions: number): PartitionMetadata[] => {
  const known = metadataOf.get(partitions);
  if (known !== undefined) return known;
  const made = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }));
  metadataOf.set(partitions, made);
  return made;
};

/**
 * The partition that a key belongs to, as Kafka's Java client chooses it (murmur2 of the key's UTF-8 bytes, modulo the
 * number of partitions), so that any other client finds and places keys alike.
 *
 * @param partitions how many the topic has, at least 1
 */
export const partitionFor = (key: string, partitions: number): number =>
  choose({ topic: '', partitionMetadata: partitionMetadata(partitions), message: { key, value: null } });
