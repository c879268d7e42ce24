import { databaseFaults } from './database.ts';
import type { FaultKind } from './fault.ts';
import { messageFaults } from './messages.ts';
import { networkFaults } from './network.ts';
import { processFaults } from './processes.ts';
import { registryFaults } from './registry.ts';
import { serviceFaults } from './services.ts';

/** Every kind of fault that can be drawn while a world runs. */
export const catalogue: readonly FaultKind[] = [
  ...processFaults,
  ...serviceFaults,
  ...databaseFaults,
  ...networkFaults,
  ...messageFaults,
  ...registryFaults,
];
