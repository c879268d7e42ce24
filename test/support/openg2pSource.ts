import { connectors } from '../../connectors/index.ts';
import type { SourceHooks } from '../../connectors/connector.ts';
import type { Source } from '../../core/source.ts';
import { simulatorAuth, type Simulator } from '../../dev/simulator/index.ts';

/** What a test sets of a source that reads the simulated registry. */
export interface OpenG2PTestSource {
  readonly target?: 'individual' | 'group';
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly hooks?: SourceHooks;
  readonly now?: () => number;
}

/** Tries that a request gets in tests. */
export const attempts = 3;

/** Opens a source on the simulated registry through the list of connectors, as the runtime does. */
export const openOpenG2P = (simulator: Simulator, options: OpenG2PTestSource = {}): Source => {
  const connector = connectors['openg2p'];
  if (connector === undefined) throw new Error('there is no connector openg2p');
  return connector.create({
    source: 'simulated',
    import: options.target ?? 'individual',
    target: options.target ?? 'individual',
    connection: {
      baseUrl: simulator.url,
      auth: simulatorAuth(simulator),
      timeoutMs: 5_000,
      retry: { attempts, minDelayMs: 1, maxDelayMs: 20 },
      ...options.connection,
    },
    query: { pageSize: 40, ...options.query },
    identifierTypes: connector.identifierTypes,
    ...(options.hooks === undefined ? {} : { hooks: options.hooks }),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
};
