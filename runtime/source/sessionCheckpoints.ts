import type { Stamps } from './decidePage.ts';
import type { SourceEnvironment, SourceSession } from './environment.ts';
import type { ImportOptions } from './options.ts';

/** The hash by which a checkpoint knows its import's query and filters again. */
export const scopeHashOf = ({ hash, options }: SourceEnvironment, { name, source }: ImportOptions): string =>
  hash('scope', options.name, name, source.scope);

/** The newest stamps: all imports of a source stamp from one sequence. */
export const highestStamps = ({ checkpoints }: SourceSession): Stamps => ({
  sequence: Math.max(0, ...[...checkpoints.values()].map(({ sequence }) => sequence)),
  highestTime: Math.max(0, ...[...checkpoints.values()].map(({ highestTime }) => highestTime)),
});
