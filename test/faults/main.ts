import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { defaultStackDirectory } from '../../dev/stack/places.ts';
import { catalogue } from './catalogue/index.ts';
import { refusals } from './epilogue.ts';
import { experiment } from './experiment.ts';
import type { Experiment } from './experiment.ts';
import { plot, trends } from './report/plot.ts';
import { byKind, describe, passed } from './report/text.ts';
import type { FaultRecord } from './schedule.ts';
import { trials } from './sabotage.ts';
import { tell } from './tell.ts';
import { trySabotage } from './trySabotage.ts';
import type { Verdict } from './trySabotage.ts';
import { startGround } from './world/ground.ts';

interface Options {
  readonly minutes: number;
  readonly faults?: number;
  readonly seed: number;
  readonly kinds?: string;
  readonly soak?: boolean;
  readonly sabotage?: boolean;
  readonly json?: boolean;
}

const MINUTE = 60_000;
const SOAK_MINUTES = 20;

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a number above 0');
  return value;
};

const tellFault = ({ detail, failure, kind, lasted, recovered }: FaultRecord): void => {
  const what = detail === '' ? kind : `${kind} (${detail})`;
  const after = recovered === null ? 'never caught up' : `caught up after ${(recovered / 1000).toFixed(1)} s`;
  tell(`${what}: ${failure ?? `${(lasted / 1000).toFixed(1)} s, ${after}`}`);
};

const chosen = (names: string | undefined): typeof catalogue => {
  if (names === undefined) return catalogue;
  const wanted = names.split(',').map((name) => name.trim().toLowerCase());
  const kinds = catalogue.filter(({ kind }) => wanted.some((name) => kind.toLowerCase().includes(name)));
  if (kinds.length > 0) return kinds;
  throw new InvalidArgumentError(`no kind fits; there are:\n${catalogue.map(({ kind }) => `  ${kind}`).join('\n')}`);
};

/** A measure may breathe, but not climb. */
const isFlat = ({ early, late }: { readonly early: number; readonly late: number }): boolean =>
  late <= early * 1.25 + 10;

const writeReport = (result: Experiment): string => {
  const directory = join(defaultStackDirectory, 'faults-reports');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `seed-${String(result.seed)}`);
  writeFileSync(`${file}.svg`, plot(result.samples));
  writeFileSync(
    `${file}.json`,
    JSON.stringify({ ...result, kinds: byKind([result]), passed: passed(result) }, null, 2),
  );
  return file;
};

const run = async (options: Options): Promise<void> => {
  const kinds = chosen(options.kinds);
  const minutes = options.soak === true ? Math.max(options.minutes, SOAK_MINUTES) : options.minutes;
  tell(
    `starting Kafka, schema registry and PostgreSQL; ${String(kinds.length)} kinds of faults, seed ${String(options.seed)}`,
  );
  const ground = await startGround();
  let result: Experiment;
  try {
    result = await experiment({
      ground,
      seed: options.seed,
      kinds,
      lasts: minutes * MINUTE,
      ...(options.faults === undefined ? {} : { faults: options.faults }),
      atOnce: 6,
      gap: options.soak === true ? [2_000, 3_500] : [100, 900],
      tell,
      onFault: tellFault,
      epilogue: refusals,
    });
  } finally {
    await ground.stop();
  }
  const flat = options.soak !== true || trends(result.samples).every(isFlat);
  const file = writeReport(result);
  if (options.json === true)
    process.stdout.write(
      `${JSON.stringify({ ...result, kinds: byKind([result]), passed: passed(result) && flat }, null, 2)}\n`,
    );
  else {
    process.stdout.write(`\n${describe(result)}\n\n`);
    for (const { early, late, name } of trends(result.samples))
      process.stdout.write(`${name}: ${early.toFixed(0)} at first, ${late.toFixed(0)} at last\n`);
    process.stdout.write(`${flat ? '' : 'NOT FLAT. '}Plot and details: ${file}.svg, ${file}.json\n`);
  }
  if (!passed(result) || !flat) process.exitCode = 1;
};

/** Breaks the guarantee in five ways and shows what the checker says of each. */
const runSabotage = async ({ json, kinds }: Options): Promise<void> => {
  const verdicts: Verdict[] = [];
  const ground = await startGround();
  try {
    for (const trial of trials) {
      if (kinds !== undefined && !kinds.split(',').some((name) => trial.sabotage.name.includes(name))) continue;
      tell(`${trial.sabotage.name}: ${trial.sabotage.breaks}`);
      verdicts.push(await trySabotage(ground, trial, tell));
      tell(`${trial.sabotage.name}: ${String(verdicts.at(-1)?.problems)} problems found`);
    }
  } finally {
    await ground.stop();
  }
  const text = verdicts.map(({ breaks, name, noticed, problems }) =>
    [`${problems > 0 ? 'noticed' : 'NOT NOTICED'}  ${name}: ${breaks}`, ...noticed.map((one) => `    ${one}`)].join(
      '\n',
    ),
  );
  process.stdout.write(json === true ? `${JSON.stringify(verdicts, null, 2)}\n` : `${text.join('\n')}\n`);
  if (verdicts.some(({ problems }) => problems === 0)) process.exitCode = 1;
};

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    tell(`${signal}: ending at once; the services end with this process`);
    process.exit(130);
  });

await new Command('npm run test:faults --')
  .description(
    'Runs the real program on a broker, a schema registry and a PostgreSQL of its own, disturbs all of them for as\n' +
      'long as told, and has an independent checker decide whether anything was lost or done twice.',
  )
  .option('--minutes <number>', 'how long faults are brought about', positive, 10)
  .option('--faults <number>', 'end after so many faults, if that is earlier', positive)
  .option('--seed <number>', 'the same seed gives the same faults and the same changes', positive, 1)
  .option('--kinds <names>', 'only kinds with these words in their names, separated by commas')
  .option(
    '--soak',
    `at least ${String(SOAK_MINUTES)} minutes, a fault every few seconds; memory, files and connections must stay flat`,
  )
  .option('--json', 'the report as one JSON document, for programs')
  .option('--sabotage', 'break the guarantee in five ways instead, and see whether the checker notices each')
  .action((options: Options) => (options.sabotage === true ? runSabotage(options) : run(options)))
  .parseAsync();
