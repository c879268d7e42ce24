import type { Query } from '../../core/streamProcessor.ts';

/** Where the resolver stands in `source.records`. */
export interface ResolverPosition {
  /** The next offset that it decides on. */
  readonly next: number;
  /** What follows from everything below is published. */
  readonly published: number;
}

/** Where the resolver stands; at the beginning when it never ran. */
export const resolverPosition = async (query: Query): Promise<ResolverPosition> => {
  const [row] = (await query(
    `select next_offset::float8 as next, published_offset::float8 as published
  from registry_stream.stream_offset
 where stage = 'identity' and topic = 'source.records' and partition = 0`,
    [],
  )) as unknown as readonly ResolverPosition[];
  return row ?? { next: 0, published: 0 };
};
