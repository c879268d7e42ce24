// Plain JavaScript without dependencies: dev/setup.mjs needs it before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJava, findMaven } from './tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const pom = join(here, 'pom.xml');
export const projectRoot = dirname(dirname(here));

const embeddedStack = {
  what: 'Kafka and the schema registry from Maven Central (160 MB, once)',
  poms: [{ file: pom, goals: ['dependency:copy-dependencies@kafka', 'dependency:unpack@registry'] }],
};

/** Named by the content of the poms: another version of Kafka never mixes with jars that are in use. */
const directoryOf = ({ poms }) => {
  const hash = createHash('sha256');
  for (const { file } of poms) hash.update(readFileSync(file));
  return join(projectRoot, '.stack', 'lib', hash.digest('hex').slice(0, 12));
};

export const librariesAreThere = () => existsSync(directoryOf(embeddedStack));

const runMaven = (command, { file, goals }, into) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, ['-q', '-B', '-f', file, `-Dstack.lib=${into}`, ...goals], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Maven could not fetch the libraries of ${file} (exit ${code}):\n${output.trim()}`));
    });
  });

export const fetchLibraries = async (wanted, onProgress = () => {}) => {
  const target = directoryOf(wanted);
  if (existsSync(target)) return target;
  findJava();
  const maven = findMaven();
  onProgress(`fetching ${wanted.what}`);
  // Complete or not there at all: another process may be looking, or doing the same.
  const partial = `${target}.${process.pid}.partial`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    for (const one of wanted.poms) await runMaven(maven, one, partial);
    if (!existsSync(target)) renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
};

export const ensureLibraries = (onProgress) => fetchLibraries(embeddedStack, onProgress);
