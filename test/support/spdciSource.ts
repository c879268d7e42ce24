import { connectors } from '../../connectors/index.ts';
import type { SourceHooks } from '../../connectors/connector.ts';
import type { Source } from '../../core/source.ts';
import { registryId, simulatorAuth, spdciPaths } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { attempts } from './openg2pSource.ts';

/** What a test sets of a source that reads the SPDCI side of the simulated registry. */
export interface SpdciTestSource {
  readonly target?: 'individual' | 'group';
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly hooks?: SourceHooks;
  readonly now?: () => number;
}

/** `connection` of a source that reads the SPDCI side of the simulated registry. */
const spdciConnection = (simulator: Simulator): Readonly<Record<string, unknown>> => ({
  baseUrl: simulator.url,
  auth: simulatorAuth(simulator),
  searchPath: spdciPaths.search,
  senderId: 'registry-stream.example.org',
  receiverId: registryId,
  timeoutMs: 5_000,
  retry: { attempts, minDelayMs: 1, maxDelayMs: 20 },
});

/** Opens a source on the SPDCI side through the list of connectors, as the runtime does. */
export const openSpdci = (simulator: Simulator, options: SpdciTestSource = {}): Source => {
  const connector = connectors['spdci'];
  if (connector === undefined) throw new Error('there is no connector spdci');
  return connector.create({
    source: 'simulated',
    import: options.target ?? 'individual',
    target: options.target ?? 'individual',
    connection: { ...spdciConnection(simulator), ...options.connection },
    query: { pageSize: 40, since: { attribute: 'last_updated' }, ...options.query },
    identifierTypes: connector.identifierTypes,
    ...(options.hooks === undefined ? {} : { hooks: options.hooks }),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
};
