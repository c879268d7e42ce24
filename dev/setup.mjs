// Gets a fresh checkout ready: npm's packages and the jars of the embedded stack, at the same time, each only if
// missing. Plain JavaScript without dependencies, because nothing is installed yet when it runs.
//
//   node dev/setup.mjs [--quiet] [--libraries]
//
//   --quiet      print only when there is something to do
//   --libraries  only the jars
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureLibraries, librariesAreThere, projectRoot } from './stack/libraries.mjs';

const quiet = process.argv.includes('--quiet');
const librariesOnly = process.argv.includes('--libraries');
const started = performance.now();
const say = (line) =>
  console.error(`set-up  ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);

const readPackages = (path) => JSON.parse(readFileSync(join(projectRoot, path), 'utf8')).packages;

/** By content, not by time: a checkout gives every file the same time. */
const packagesAreThere = () => {
  if (!existsSync(join(projectRoot, 'node_modules', '.package-lock.json'))) return false;
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(readPackages('package-lock.json')).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
};

const installPackages = () =>
  new Promise((resolve, reject) => {
    const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: projectRoot,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ci failed (exit ${code}); see above`)),
    );
  });

const ensurePackages = async () => {
  if (librariesOnly || packagesAreThere()) return;
  say('installing npm packages');
  await installPackages();
  say('npm packages installed');
};

/** Whoever brings an own Kafka and an own schema registry needs neither Java nor Maven. */
const librariesAreNeeded = () =>
  !(process.env.REGISTRY_STREAM_KAFKA_BROKERS && process.env.REGISTRY_STREAM_SCHEMA_REGISTRY_URL);

const ensureJars = async () => {
  if (!librariesAreNeeded() || librariesAreThere()) return;
  await ensureLibraries(say);
  say('Kafka and the schema registry fetched');
};

const results = await Promise.allSettled([ensurePackages(), ensureJars()]);
const failures = results.filter((result) => result.status === 'rejected');
for (const { reason } of failures) console.error(`\n${reason.message}\n`);
if (failures.length > 0) process.exit(1);
if (!quiet) say('ready');
