// Runs every check and test of `npm test` and ends with "N passed, N failed". Checks and unit tests, which only compute,
// run beside the tests on the real stack, which mostly wait and are three runs with a stack each. The output of the first
// run comes at once, that of the others in one piece when they have ended.
//
//   node dev/test.mjs [mocha's arguments]   with arguments: the checks, then mocha with them alone
//
// Plain JavaScript without dependencies: dev/setup.mjs has just made sure that everything else is there.
import { spawn } from 'node:child_process';
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
      'examples',
    ],
  ],
  ['unused code', ['knip']],
  ['format', ['prettier', '--check', '.']],
];
const failed = [];
const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);
const start = Date.now();

/** Runs a program; gives its exit code and, unless it writes straight on, what it printed. */
const run = (command, args, stdio, env = process.env) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio,
      env,
      shell: process.platform === 'win32' && command !== process.execPath,
    });
    let output = '';
    child.stdout?.on('data', (text) => (output += text));
    child.stderr?.on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });

const runChecks = async () => {
  const lines = [];
  for (const [name, [command, ...args]] of checks) {
    const since = Date.now();
    const { code, output } = await run(join('node_modules', '.bin', command), args, ['ignore', 'pipe', 'pipe']);
    lines.push(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds(since)} s)`);
    if (code !== 0) {
      failed.push(name);
      lines.push(output);
    }
  }
  return lines.join('\n');
};

let runs = 0;
/** Runs mocha with some arguments; gives its counts and, unless it writes straight on, what it printed. */
const runMocha = async (args, stdio) => {
  runs += 1;
  const report = join(tmpdir(), `registry-stream-tests-${process.pid}-${runs}.json`);
  const reporting = ['--reporter', './dev/testReporter.cjs', '--reporter-option', `output=${report}`];
  const { code, output } = await run(
    process.execPath,
    ['node_modules/mocha/bin/mocha.js', ...reporting, ...args],
    stdio,
    { ...process.env, REGISTRY_STREAM_TEST_STACK: `test-${runs}` },
  );
  let counts = { passes: 0, failures: 1, pending: 0 };
  try {
    counts = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    console.log('FAIL a test run ended before its report');
  }
  rmSync(report, { force: true });
  if (code !== 0 && counts.failures === 0) counts = { ...counts, failures: 1 };
  return { ...counts, output };
};

const buffered = ['ignore', 'pipe', 'pipe'];
const runAll = () => {
  const computing = async () => {
    const checked = await runChecks();
    const units = await runMocha(['--config', 'dev/mocha.unit.json'], buffered);
    return { ...units, output: `${checked}\n${units.output}` };
  };
  return Promise.all([
    runMocha(['--config', 'dev/mocha.stack.json'], 'inherit'),
    runMocha(['--config', 'dev/mocha.faults.json'], buffered),
    runMocha(['--config', 'dev/mocha.e2e.json'], buffered),
    computing(),
  ]);
};

const ownArguments = process.argv.slice(2);
let results;
if (ownArguments.length === 0) {
  results = await runAll();
  for (const { output } of results) console.log(output);
} else {
  console.log(await runChecks());
  results = [await runMocha(ownArguments, 'inherit')];
}
const sum = (field) => results.reduce((total, result) => total + result[field], 0);
const passed = sum('passes') + checks.length - failed.length;
const failures = sum('failures') + failed.length;
const pending = sum('pending');
console.log(`\nall in ${seconds(start)} s`);
console.log(`${passed} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
process.exitCode = failures > 0 || passed === 0 ? 1 : 0;
