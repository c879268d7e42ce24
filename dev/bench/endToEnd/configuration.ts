import { document, mapping } from '../sources/configuration.ts';

/**
 * The source of the benchmark, as an operator would write it: all people of the simulator through its GraphQL endpoint,
 * then what changes.
 *
 * @param simulator base address
 * @param every pause between two incremental scans, such as `1s`
 */
export const sourceOf = (simulator: string, every: string): object => ({
  name: 'registry',
  type: 'graphql',
  country: 'PH',
  connection: {
    baseUrl: simulator,
    auth: {
      type: 'oauth2-client-credentials',
      tokenUrl: `${simulator}/realms/simulator/protocol/openid-connect/token`,
      clientId: 'registry-stream',
      clientSecret: 'simulator-secret',
    },
    mapping,
  },
  every,
  // Only once: the scans after the first are for what has changed.
  completeEvery: '365d',
  imports: [
    {
      name: 'people',
      target: 'individual',
      complete: true,
      query: {
        document,
        paging: { type: 'relay', connection: 'people' },
        // No transaction of the simulator commits late, and its clock is ours.
        since: { variable: 'since', overlapMinutes: 0 },
        pageSize: 1000,
      },
    },
  ],
});
