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

/** Named by the content of the pom: another version of Kafka never mixes with jars that are in use. */
const librariesDirectory = () => {
  const name = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  return join(projectRoot, '.stack', 'lib', name);
};

export const librariesAreThere = () => existsSync(librariesDirectory());

const runMaven = (command, into) =>
  new Promise((resolve, reject) => {
    const goals = ['dependency:copy-dependencies@kafka', 'dependency:unpack@registry'];
    const child = spawn(command, ['-q', '-B', '-f', pom, `-Dstack.lib=${into}`, ...goals], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`Maven could not fetch the libraries of the embedded stack (exit ${code}):\n${output.trim()}`),
        );
    });
  });

export const ensureLibraries = async (onProgress = () => {}) => {
  const target = librariesDirectory();
  if (existsSync(target)) return target;
  findJava();
  const maven = findMaven();
  onProgress('fetching Kafka and the schema registry from Maven Central (160 MB, once)');
  // Complete or not there at all: another process may be looking, or doing the same.
  const partial = `${target}.${process.pid}.partial`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    await runMaven(maven, partial);
    if (!existsSync(target)) renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
};
