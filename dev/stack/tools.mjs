// Plain JavaScript without dependencies: dev/setup.mjs needs it before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const OLDEST_JAVA = 17;

const INSTALL = {
  linux: { java: 'apt-get install openjdk-17-jre-headless', maven: 'apt-get install maven' },
  darwin: { java: 'brew install openjdk@17', maven: 'brew install maven' },
  win32: { java: 'winget install EclipseAdoptium.Temurin.17.JRE', maven: 'choco install maven' },
};

/** A tool of the machine that the embedded stack needs is missing or too old. */
export class MissingToolError extends Error {
  name = 'MissingToolError';
  code = 'STACK_TOOL_MISSING';
}

export const parseJavaMajor = (versionOutput) => {
  const found = /version "(?:1\.)?(\d+)/.exec(versionOutput);
  return found === null ? undefined : Number(found[1]);
};

export const missingToolMessage = (tool, found, platform = process.platform) => {
  const wanted = tool === 'java' ? `Java ${OLDEST_JAVA} or later` : 'Maven (mvn)';
  const state = found === undefined ? 'was not found' : `is needed, but this machine has ${found}`;
  const install = (INSTALL[platform] ?? INSTALL.linux)[tool];
  return [
    `${wanted} ${state}. The embedded Kafka and schema registry need it.`,
    'Do one of these:',
    `  - install it: ${install}${tool === 'java' ? '   (or set JAVA_HOME to the one to use)' : ''}`,
    '  - use Docker instead: docker compose up -d --wait   (then set the three addresses below, see docker-compose.yml)',
    '  - use your own services: set REGISTRY_STREAM_KAFKA_BROKERS, REGISTRY_STREAM_SCHEMA_REGISTRY_URL',
    '    and, if you like, REGISTRY_STREAM_POSTGRES_URL',
  ].join('\n');
};

export const findJava = (environment = process.env) => {
  const home = environment.JAVA_HOME;
  const inHome = home ? join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java') : undefined;
  const command = inHome !== undefined && existsSync(inHome) ? inHome : 'java';
  const { status, stderr, stdout } = spawnSync(command, ['-version'], { encoding: 'utf8', env: environment });
  const major = status === 0 ? parseJavaMajor(`${stderr}${stdout}`) : undefined;
  if (major === undefined) throw new MissingToolError(missingToolMessage('java'));
  if (major < OLDEST_JAVA) throw new MissingToolError(missingToolMessage('java', `Java ${major} (${command})`));
  return command;
};

export const findMaven = (environment = process.env) => {
  const command = process.platform === 'win32' ? 'mvn.cmd' : 'mvn';
  const { status } = spawnSync(command, ['--version'], {
    stdio: 'ignore',
    env: environment,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new MissingToolError(missingToolMessage('maven'));
  return command;
};
