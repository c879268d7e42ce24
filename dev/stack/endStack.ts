import { rmSync } from 'node:fs';
import { placesOf } from './places.ts';
import type { ServiceName } from './places.ts';
import { endMarked, markOf } from './processes.ts';
import { postgresDataDirectory } from './services/postgresBinaries.ts';

const POLITE_SIGNALS: Readonly<Record<ServiceName, NodeJS.Signals>> = {
  kafka: 'SIGTERM',
  schemaRegistry: 'SIGTERM',
  // "Fast shutdown": sessions are cut off, everything is written.
  postgres: 'SIGINT',
};

/** Ends the processes of one service of a stack, if there are any; see {@link markOf}. */
export const endService = (directory: string, service: ServiceName, discard = false): Promise<void> =>
  endMarked(markOf(directory, service), discard ? 'SIGKILL' : POLITE_SIGNALS[service]);

/** Deletes what the services of a stack stored, and its addresses; not its logs. */
const discardData = (directory: string): void => {
  const { data, status } = placesOf(directory);
  for (const path of [postgresDataDirectory(directory), data, status]) rmSync(path, { recursive: true, force: true });
};

/**
 * Ends every process of a stack, whoever started it.
 *
 * @param directory the stack's own folder, absolute
 * @param options.discard kill instead of stopping in good order, and delete what was stored
 */
export const endStack = async (directory: string, options: { readonly discard: boolean }): Promise<void> => {
  // The schema registry first: it would only complain about a Postgres that has gone.
  await Promise.all([
    endService(directory, 'kafka', options.discard),
    endService(directory, 'schemaRegistry', options.discard).then(() =>
      endService(directory, 'postgres', options.discard),
    ),
  ]);
  if (options.discard) discardData(directory);
};
