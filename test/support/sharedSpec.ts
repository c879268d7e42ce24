import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the specifications lie that are not part of the project; tests on them skip themselves where it is missing. */
const folder = join(
  process.env['REGISTRY_STREAM_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url)),
  'spec',
);

/** The text of a file of the specifications; undefined: they are not there. */
export const sharedText = (path: string): string | undefined => {
  const file = join(folder, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** The JSON of a file of the specifications; undefined: they are not there. */
export const sharedJson = (path: string): unknown => {
  const text = sharedText(path);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};
