import { join } from 'node:path';
import { projectRoot } from './libraries.mjs';

/** The three services of a stack, in the order in which they are shown. */
export const SERVICES = ['kafka', 'schemaRegistry', 'postgres'] as const;

/** One of the three services of a stack. */
export type ServiceName = (typeof SERVICES)[number];

/** Where a stack keeps what; every path is absolute. */
export interface StackPlaces {
  /** The stack's own folder. */
  readonly directory: string;
  /** What the services store. */
  readonly data: string;
  /** One file a service: what it printed. */
  readonly logs: string;
  /** Addresses and process ids, see status.ts. */
  readonly status: string;
}

/** The stack of `npm run stack`, absolute. */
export const defaultStackDirectory = join(projectRoot, '.stack');

/** Where the stack of a directory keeps what. */
export const placesOf = (directory: string): StackPlaces => ({
  directory,
  data: join(directory, 'data'),
  logs: join(directory, 'logs'),
  status: join(directory, 'status.json'),
});

/** Where the output of a service goes, absolute. */
export const logFileOf = (directory: string, service: ServiceName): string =>
  join(placesOf(directory).logs, `${service === 'schemaRegistry' ? 'schema-registry' : service}.log`);
