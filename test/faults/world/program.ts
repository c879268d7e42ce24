import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * The source of a file as a sabotage leaves it.
 *
 * @param file relative to the project
 * @throws Error when the file does not hold a text that is to be replaced, or holds it twice: such a break is a test of
 *   nothing
 */
export const sabotagedSource = ({ edits }: Sabotage, file: string): string => {
  let contents = readFileSync(join(root, file), 'utf8');
  for (const { from, to } of edits.filter((edit) => edit.file === file)) {
    if (contents.split(from).length !== 2) throw new Error(`${file} does not hold exactly once: ${from}`);
    contents = contents.replace(from, () => to);
  }
  return contents;
};

const sabotaging = (sabotage: Sabotage): Plugin => ({
  name: 'sabotage',
  setup: (building) => {
    const files = new Map(sabotage.edits.map(({ file }) => [join(root, file), file]));
    building.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const file = files.get(path);
      return file === undefined ? undefined : { contents: sabotagedSource(sabotage, file), loader: 'ts' };
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
