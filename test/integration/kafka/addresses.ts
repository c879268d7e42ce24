import { defaultStackDirectory } from '../../../dev/stack/places.ts';
import { readStatus } from '../../../dev/stack/status.ts';

/** Where the running stack is. @throws when none is running */
export const stackAddresses = (): { readonly broker: string; readonly schemaRegistry: string } => {
  const { kafka, schemaRegistry } = readStatus(defaultStackDirectory);
  const broker = kafka?.brokers[0];
  if (broker === undefined || schemaRegistry === undefined) throw new Error('no stack is running: npm run stack');
  return { broker, schemaRegistry: schemaRegistry.url };
};
