import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { placesOf } from './places.ts';
import { stackError } from './stackError.ts';

const ServiceProcess = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().positive(),
  controllerPort: z.number().int().positive().optional(),
  log: z.string(),
});

const StackStatus = z.object({
  kafka: z.object({ brokers: z.array(z.string()).min(1), process: ServiceProcess.optional() }).optional(),
  schemaRegistry: z.object({ url: z.string(), process: ServiceProcess.optional() }).optional(),
  postgres: z.object({ url: z.string(), process: ServiceProcess.optional() }).optional(),
});

/** A process that the stack started: its id, the ports of 127.0.0.1 that it listens on, the file of its output. */
export type ServiceProcess = Readonly<z.infer<typeof ServiceProcess>>;

/** What `status.json` holds: addresses, and the process behind each unless the address is the user's own. */
export type StackStatus = Readonly<z.infer<typeof StackStatus>>;

const isMissing = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';

/**
 * Reads what `status.json` of a stack holds.
 *
 * @throws EtlError STACK_STATE_UNREADABLE if it is not what {@link writeStatus} writes
 */
export const parseStatus = (text: string, path: string): StackStatus => {
  const unreadable = (cause: unknown) =>
    stackError(
      'STACK_STATE_UNREADABLE',
      `${path} is damaged or from another version; run npm run stack -- reset, or delete the file`,
      cause,
    );
  try {
    return StackStatus.parse(JSON.parse(text));
  } catch (thrown) {
    throw unreadable(thrown);
  }
};

/** What is recorded of the stack in a directory; nothing if it was never started. */
export const readStatus = (directory: string): StackStatus => {
  const path = placesOf(directory).status;
  try {
    return parseStatus(readFileSync(path, 'utf8'), path);
  } catch (thrown) {
    if (isMissing(thrown)) return {};
    throw thrown;
  }
};

/** Records the stack of a directory; another reader sees the old or the new text, never half of it. */
export const writeStatus = (directory: string, status: StackStatus): void => {
  const path = placesOf(directory).status;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${path}.tmp`, `${JSON.stringify(status, null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
};
