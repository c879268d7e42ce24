import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles the real program, `runtime/cli/main.ts` and the thread of its stages, into a file each: it starts three times
 * as fast from them as from the sources.
 *
 * @param folder below `.stack`, which nobody else uses at the same time
 * @returns path of the bundle, absolute
 */
export const bundle = async (folder: string, plugins: Plugin[] = []): Promise<string> => {
  // Under the project's root, so that packages are found from there.
  const outdir = join(root, '.stack', folder);
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: {
      main: join(root, 'runtime/cli/main.ts'),
      // Where the program looks for it when it is built: beside itself.
      stageThread: join(root, 'runtime/deployment/stageThread.ts'),
    },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir,
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins,
  });
  return join(outdir, 'main.js');
};
