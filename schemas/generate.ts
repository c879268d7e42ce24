import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asyncApiText } from './asyncApi.ts';
import { schemasModule, selfContainedSchemas, typeModules, type AvroNamed } from './generator.ts';

/**
 * Writes what follows from `schemas/types/*.avsc`: the modules of `schemas/generated/`, and `docs/asyncapi.yaml`.
 * With `--check` it writes nothing and exits 1 when a generated file is stale.
 */
const directory = fileURLToPath(new URL('.', import.meta.url));
const read = (): AvroNamed[] =>
  readdirSync(`${directory}types`)
    .filter((file) => file.endsWith('.avsc'))
    .sort()
    .map((file) => JSON.parse(readFileSync(`${directory}types/${file}`, 'utf8')) as AvroNamed);

const types = read();
const { version } = JSON.parse(readFileSync(`${directory}../package.json`, 'utf8')) as { readonly version: string };
const modules = { ...typeModules(types), 'schemas.ts': schemasModule(types) };
const files = {
  ...Object.fromEntries(Object.entries(modules).map(([file, text]) => [`schemas/generated/${file}`, text])),
  'docs/asyncapi.yaml': asyncApiText(selfContainedSchemas(types), version),
};
const stale = Object.entries(files).filter(([file, text]) => {
  const path = `${directory}../${file}`;
  let current = '';
  try {
    current = readFileSync(path, 'utf8');
  } catch {
    // A missing file is as stale as can be.
  }
  if (current === text) return false;
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  return true;
});
if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(`stale: ${stale.map(([file]) => file).join(', ')}; run: npm run schemas`);
  process.exitCode = 1;
}
