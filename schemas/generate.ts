import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asyncApiText } from './asyncApi.ts';
import { publish, readPublished } from './published.ts';
import { topicDefinitions } from './topics.ts';
import { incompatibilities } from './compatibility.ts';
import { schemasModule, selfContainedSchemas, typeModules, type AvroNamed } from './generator.ts';

/**
 * Writes what follows from `schemas/types/*.avsc`: the modules of `schemas/generated/`, and `docs/asyncapi.yaml`.
 * With `--check` it writes nothing and exits 1 when a generated file is stale. With `--publish` it keeps the schemas as those
 * of the version in package.json (`schemas/published/`), for a release. What does not go together with the schemas of an
 * earlier release is named, and the exit code is 1.
 */
const directory = fileURLToPath(new URL('.', import.meta.url));
const read = (): AvroNamed[] =>
  readdirSync(`${directory}types`)
    .filter((file) => file.endsWith('.avsc'))
    .sort()
    .map((file) => JSON.parse(readFileSync(`${directory}types/${file}`, 'utf8')) as AvroNamed);

const types = read();
const { version } = JSON.parse(readFileSync(`${directory}../package.json`, 'utf8')) as { readonly version: string };
const schemas = selfContainedSchemas(types);
const modules = { ...typeModules(types), 'schemas.ts': schemasModule(types) };
const files = {
  ...Object.fromEntries(Object.entries(modules).map(([file, text]) => [`schemas/generated/${file}`, text])),
  'docs/asyncapi.yaml': asyncApiText(schemas, version),
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

const problems = incompatibilities(
  readPublished().filter((one) => one.version !== version || !process.argv.includes('--publish')),
  schemas,
);
if (problems.length > 0) {
  console.error(`incompatible with a release: see CONTRIBUTING.md\n${problems.join('\n')}`);
  process.exitCode = 1;
} else if (process.argv.includes('--publish'))
  publish(version, schemas, [...new Set(topicDefinitions.flatMap((topic) => topic.types))]);
