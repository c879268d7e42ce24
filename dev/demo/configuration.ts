import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { simulatorAuth, type Simulator } from '../simulator/index.ts';
import type { Stack } from '../stack/startStack.ts';

/** The secret of the demonstration: its data are invented, and it must come out the same each time. */
const demonstrationSecret = 'demonstration-only-demonstration-only';

/**
 * Writes the configuration of the demonstration, as somebody would write it for a real registry, so that every command
 * of the product can be tried on it while the demonstration keeps running.
 *
 * @returns path of the file
 */
export const writeConfiguration = (directory: string, stack: Stack, simulator: Simulator): string => {
  const file = join(directory, 'registry-stream.yaml');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    file,
    stringify({
      deployment: 'demo',
      secret: demonstrationSecret,
      kafka: { brokers: stack.kafka.brokers },
      schemaRegistry: { url: stack.schemaRegistry.url },
      postgres: { url: stack.postgres.url },
      log: { level: 'error' },
      programs: [
        { name: 'Cash Transfer', target: 'individual' },
        { name: 'Household Grant', target: 'group' },
      ],
      sources: [
        {
          name: 'national',
          type: 'openg2p',
          country: 'PH',
          connection: {
            baseUrl: simulator.url,
            auth: simulatorAuth(simulator),
          },
          imports: [
            {
              name: 'households',
              target: 'group',
              complete: true,
              programs: ['Cash Transfer', 'Household Grant'],
              query: { pageSize: 250 },
            },
            {
              name: 'people',
              target: 'individual',
              complete: true,
              programs: ['Cash Transfer'],
              query: { pageSize: 1000 },
            },
          ],
        },
      ],
    }),
  );
  return file;
};
