import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { defaultStackDirectory } from '../../stack/places.ts';
import type { AloneFigures } from './connectorAlone.ts';
import type { IndexFigures } from './indexAlone.ts';
import type { ScanFigures } from './throughKafka.ts';

/** What was measured of one connector. */
export interface ConnectorFigures extends AloneFigures {
  /** Records a second from the registry into Kafka, where nothing was known before. */
  readonly importPerSecond: number;
  /** Records that the source knows afterwards: the keys that it holds in memory. */
  readonly knownKeys: number;
  /** The most resident memory of the worker, over the import and the rescan. */
  readonly rssMb: number;
  /** The same of each quarter of the rescan, which a fresh process makes. */
  readonly rescanRssMb: readonly number[];
  /** What the last quarter would come to with a million known keys: those that are not there take so much more. */
  readonly rssMbAtMillion: number;
  /** Records that a second complete scan published, though nothing had changed. */
  readonly rescanEvents: number;
  /** Seconds of that scan; reading back what is known is part of it. */
  readonly rescanSeconds: number;
}

const run = promisify(execFile);

/** Bundles a part as it is shipped: without the loader that runs TypeScript, which would take memory of its own. */
const bundled = async (): Promise<string> => {
  const outfile = join(defaultStackDirectory, 'bench-part', 'part.js');
  await build({
    entryPoints: [join(import.meta.dirname, 'part.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  return outfile;
};

/** Measures what a million known keys take, in a process of their own. */
export const measureMillion = async (): Promise<IndexFigures> => {
  const arguments_ = ['--expose-gc', await bundled(), 'index', '1000000'];
  return JSON.parse((await run(process.execPath, arguments_)).stdout) as IndexFigures;
};

/**
 * Measures a connector, each part in a process of its own.
 *
 * @param bytesPerKey what a known key takes, as {@link measureMillion} found
 * @param file configuration with a source of the connector's name; its topics exist and know nothing of the source
 * @param told hears what is done next
 * @throws Error when a part fails; its message holds what the part said
 */
export const measureConnector = async (
  name: string,
  file: string,
  bytesPerKey: number,
  told: (what: string) => void,
): Promise<ConnectorFigures> => {
  const script = await bundled();
  const part = async <T>(kind: 'alone' | 'scan'): Promise<T> => {
    const { stdout } = await run(process.execPath, [script, kind, file, name], { maxBuffer: 64 * 1_048_576 });
    return JSON.parse(stdout) as T;
  };
  told('the connector alone');
  const alone = await part<AloneFigures>('alone');
  told('import into Kafka');
  const first = await part<ScanFigures>('scan');
  told('scan of the unchanged registry');
  const again = await part<ScanFigures>('scan');
  if (first.events !== first.published)
    throw new Error(`${name}: ${String(first.published)} records published, ${String(first.events)} in Kafka`);
  return {
    ...alone,
    importPerSecond: Math.round(first.known / first.seconds),
    knownKeys: again.known,
    rssMb: Math.max(...first.rssMb, ...again.rssMb),
    rescanRssMb: again.rssMb,
    rssMbAtMillion: Math.round(again.rssMb[3] + ((1_000_000 - again.known) * bytesPerKey) / 1_048_576),
    rescanEvents: again.events,
    rescanSeconds: Number(again.seconds.toFixed(1)),
  };
};
