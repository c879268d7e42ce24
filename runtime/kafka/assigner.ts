import type { GroupMember, PartitionAssigner } from 'kafkajs';
import { kafkajs } from './kafkajs.ts';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What a member tells the leader when it joins. Times are milliseconds since 1970 UTC of the member's own clock. */
export interface Seniority {
  readonly member: string;
  /** When the member's consumer was started. */
  readonly since: number;
  /** Partitions that it still holds, as `topic/partition`. */
  readonly holds: readonly string[];
}

const name = (at: TopicPartition): string => `${at.topic}/${String(at.partition)}`;

const bySeniority = (left: Seniority, right: Seniority): number =>
  left.since - right.since || (left.member < right.member ? -1 : 1);

/**
 * Gives every partition to the member that holds it already; what nobody holds goes to the member with the fewest, the
 * one that has stood longest among equals. So a standby that joins or leaves moves nothing.
 *
 * The clocks of the members decide between two that both claim a partition, and nothing else: it is a matter of speed,
 * never of correctness, which the fencing of the stage takes care of.
 */
export const assignToLongestStanding = (
  members: readonly Seniority[],
  partitions: readonly TopicPartition[],
): ReadonlyMap<string, readonly TopicPartition[]> => {
  const inOrder = [...members].sort(bySeniority);
  const assigned = new Map(inOrder.map(({ member }) => [member, [] as TopicPartition[]]));
  const load = (member: Seniority): number => assigned.get(member.member)?.length ?? 0;
  const give = (member: Seniority | undefined, partition: TopicPartition): void => {
    if (member !== undefined) assigned.get(member.member)?.push(partition);
  };
  const holder = (partition: TopicPartition): Seniority | undefined =>
    inOrder.find(({ holds }) => holds.includes(name(partition)));
  for (const partition of partitions) give(holder(partition), partition);
  for (const partition of partitions.filter((candidate) => holder(candidate) === undefined)) {
    // Array.prototype.sort is stable: equals stay in order of seniority.
    give([...inOrder].sort((left, right) => load(left) - load(right))[0], partition);
  }
  return assigned;
};

const seniorityOf = ({ memberId, memberMetadata }: GroupMember): Seniority => {
  const unknown: Seniority = { member: memberId, since: Number.MAX_SAFE_INTEGER, holds: [] };
  try {
    const userData = MemberMetadata.decode(memberMetadata)?.userData.toString() ?? '';
    const told = JSON.parse(userData) as Partial<Seniority>;
    return { ...unknown, since: told.since ?? unknown.since, holds: told.holds ?? [] };
  } catch {
    // A member of another make tells nothing of itself; it is the youngest then.
    return unknown;
  }
};

/**
 * {@link assignToLongestStanding} as a partition assigner.
 *
 * @param held asked at every join: the partitions that this member still holds; none when its session may have ended
 */
export const longestStanding = (held: () => readonly TopicPartition[]): PartitionAssigner => {
  const since = Date.now();
  return ({ cluster }) => {
    const group = { name: 'LongestStanding', version: 0 };
    return {
      ...group,
      protocol: ({ topics }) => ({
        name: group.name,
        metadata: MemberMetadata.encode({
          version: group.version,
          topics,
          userData: Buffer.from(JSON.stringify({ since, holds: held().map(name) })),
        }),
      }),
      assign: ({ members, topics }) => {
        const partitions = topics.flatMap((topic) =>
          cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ topic, partition: partitionId })),
        );
        const assigned = assignToLongestStanding(members.map(seniorityOf), partitions);
        const encoded = [...assigned].map(([memberId, mine]) => {
          const assignment: Record<string, number[]> = {};
          for (const { topic, partition } of mine) (assignment[topic] ??= []).push(partition);
          return {
            memberId,
            memberAssignment: MemberAssignment.encode({
              version: group.version,
              assignment,
              userData: Buffer.alloc(0),
            }),
          };
        });
        return Promise.resolve(encoded);
      },
    };
  };
};
