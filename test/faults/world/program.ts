import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundle } from '../../support/bundle.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A guarantee that is broken on purpose: texts of the product's source that are replaced. */
export interface Sabotage {
  readonly name: string;
  /** What the checker is expected to notice. */
  readonly breaks: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

const sabotaging = ({ edits }: Sabotage): Plugin => ({
  name: 'sabotage',
  setup: (building) => {
    building.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const here = edits.filter(({ file }) => join(root, file) === path);
      if (here.length === 0) return undefined;
      let contents = readFileSync(path, 'utf8');
      for (const { from, to } of here) {
        // A break that is not there would be a test of nothing.
        if (contents.split(from).length !== 2)
          throw new Error(`${relative(root, path)} does not hold exactly once: ${from}`);
        contents = contents.replace(from, () => to);
      }
      return { contents, loader: 'ts' };
    });
  },
});

/**
 * Bundles the real program, with a guarantee broken or none.
 *
 * @param name of the bundle's folder
 * @returns path of the bundle, absolute
 * @throws Error when a sabotage does not find the text that it replaces
 */
export const bundleProgram = (name: string, sabotage?: Sabotage): Promise<string> =>
  bundle(join('faults-program', name), sabotage === undefined ? [] : [sabotaging(sabotage)]);
