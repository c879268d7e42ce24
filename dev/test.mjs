// Runs every check and test of `npm test`, one after the other, and ends with "N passed, N failed".
// Plain JavaScript without dependencies: dev/setup.mjs has just made sure that everything else is there.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const checks = [
  ['types', ['tsc', '--noEmit', '-p', '.']],
  ['lint', ['eslint', '.']],
  [
    'structure rules',
    [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'core',
      'schemas',
      'connectors',
      'processors',
      'sinks',
      'runtime',
      'dev',
      'test',
    ],
  ],
  ['unused code', ['knip']],
  ['format', ['prettier', '--check', '.']],
];
const failed = [];
const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);
const start = Date.now();
for (const [name, [command, ...args]] of checks) {
  const since = Date.now();
  const result = spawnSync(join('node_modules', '.bin', command), args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const ok = result.status === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds(since)} s)`);
  if (!ok) {
    failed.push(name);
    console.log(result.stdout + result.stderr);
  }
}

const report = join(tmpdir(), `registry-stream-tests-${process.pid}.json`);
const since = Date.now();
const mocha = spawnSync(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    './dev/testReporter.cjs',
    '--reporter-option',
    `output=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
let counts = { passes: 0, failures: 1, pending: 0 };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  console.log('FAIL the test run ended before its report');
}
rmSync(report, { force: true });
if (mocha.status !== 0 && counts.failures === 0) counts = { ...counts, failures: 1 };
const passed = counts.passes + checks.length - failed.length;
const failures = counts.failures + failed.length;
console.log(`\ntests ${seconds(since)} s, all ${seconds(start)} s`);
console.log(`${passed} passed, ${failures} failed${counts.pending > 0 ? `, ${counts.pending} skipped` : ''}`);
process.exitCode = failures > 0 || passed === 0 ? 1 : 0;
