import type { Query } from '../../core/streamProcessor.ts';
import { registryShape, stateTables } from '../../sinks/index.ts';
import type { RebuildContext } from './context.ts';

/** Raised when the rows that come of the same events change. */
const VERSION = 1;

/**
 * Says what a shadow is made for: the deployment, how rows are made, and the registry's tables as they are. A shadow with
 * another fingerprint is begun anew.
 */
export const fingerprintOf = async (context: RebuildContext, query: Query): Promise<string> => {
  const { deployment, topicPrefix, uniqueKinds, skipUnreadable } = context;
  const columns = stateTables.map(({ specification }) => specification.columns);
  const shape = await registryShape(query);
  return JSON.stringify({ VERSION, deployment, topicPrefix, uniqueKinds, skipUnreadable, columns, shape });
};
