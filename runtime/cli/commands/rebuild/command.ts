import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { EtlError } from '../../../../core/errors.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { FAULT_POINT_VARIABLE, faultHookFrom } from '../../../faultPoint.ts';
import { createPool } from '../../../postgres/index.ts';
import {
  patientPool,
  rebuild,
  removeShadow,
  type RebuildContext,
  type RebuildRequest,
} from '../../../rebuild/index.ts';
import type { Output } from '../../output.ts';
import { withCommonOptions } from '../../options.ts';
import { createProgress } from '../../progress.ts';
import { wholeNumber } from '../../wholeNumber.ts';
import type { WithDeployment } from '../deadLetters/command.ts';
import { progressLine } from './progressLine.ts';
import { reportJson, reportText } from './words.ts';

interface RebuildOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly from: 'resolved';
  readonly verify?: boolean;
  readonly swap?: boolean;
  readonly drop?: boolean;
  readonly workers: number;
  readonly sample: number;
  readonly showValues?: boolean;
  readonly acceptLosses?: boolean;
  readonly skipUnreadable?: boolean;
  readonly assumeApplied?: boolean;
}

/** Exit code of a rebuild that found a difference and was not asked to mend it. */
const DIFFERS = 1;

const thenOf = ({ verify = false, swap = false, drop = false }: RebuildOptions): RebuildRequest['then'] => {
  if ([verify, swap, drop].filter(Boolean).length > 1)
    throw new EtlError('OPTIONS_CONTRADICT', 'config', 'choose one of --verify, --swap and --drop', {
      component: 'runtime/cli',
    });
  if (swap) return 'swap';
  return verify ? 'verify' : 'compare';
};

/** Opens what a rebuild needs: connections that may wait as long as bulk work takes. */
const withContext = async <T>(
  deployment: Deployment,
  options: RebuildOptions,
  onProgress: RebuildContext['onProgress'],
  signal: AbortSignal,
  use: (context: RebuildContext) => Promise<T>,
): Promise<T> => {
  const { config, kafka, codec, postgres, log } = deployment;
  const pool = createPool(postgres, patientPool(options.workers), (details) => {
    log('warn', 'a connection to the database broke', details);
  });
  try {
    return await use({
      deployment: config.deployment,
      topicPrefix: config.kafka.topicPrefix,
      kafka,
      codec,
      pool,
      uniqueKinds: config.uniqueMembershipKinds,
      workers: options.workers,
      skipUnreadable: options.skipUnreadable ?? false,
      assumeApplied: options.assumeApplied ?? false,
      points: faultHookFrom(process.env[FAULT_POINT_VARIABLE]),
      onProgress,
      signal,
    });
  } finally {
    await pool.end();
  }
};

const drop = async (deployment: Deployment, options: RebuildOptions, output: Output, signal: AbortSignal) => {
  const removed = await withContext(deployment, options, () => undefined, signal, removeShadow);
  if (output.json) output.write(JSON.stringify({ removed }));
  else output.write(removed ? 'What was built is removed.' : 'There was nothing to remove.');
};

const build = async (deployment: Deployment, options: RebuildOptions, output: Output, signal: AbortSignal) => {
  const request: RebuildRequest = {
    then: thenOf(options),
    sample: options.sample,
    acceptLosses: options.acceptLosses ?? false,
  };
  await ensureReady(deployment);
  const progress = createProgress(output);
  const line = progressLine();
  const report = await withContext(
    deployment,
    options,
    (now) => {
      progress.show(line(now));
    },
    signal,
    (context) => rebuild(context, request),
  ).finally(() => {
    progress.end();
  });
  const values = options.showValues ?? false;
  output.write(output.json ? reportJson(report, values) : reportText(report, request, values));
  if (!report.comparison.equal && report.swapped === undefined) process.exitCode = DIFFERS;
};

/** Adds `registry-stream rebuild`. */
export const addRebuild = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  withCommonOptions(program.command('rebuild'))
    .description(
      'build the registry anew from its topics, compare it with the one in use, and exchange them if asked to',
    )
    .addOption(
      new Option('--from <topics>', 'resolved: the topics registrants and groups')
        .choices(['resolved'])
        .makeOptionMandatory(),
    )
    .option('--verify', 'only say whether the registry is what its topics say; nothing is left behind')
    .option('--swap', 'put what was built in the place of the registry, in one transaction')
    .option('--drop', 'only remove what an earlier rebuild has left')
    .option('--workers <n>', 'partitions that are read at once', wholeNumber(1), availableParallelism())
    .option('--sample <n>', 'differing rows of each table that are shown', wholeNumber(0), 5)
    .option('--show-values', 'show the values of these rows: personal data; of nobody who is sealed off')
    .option('--accept-losses', 'with --swap: also when registrants go, or go back to an older state')
    .option(
      '--skip-unreadable',
      'pass over records that cannot be decoded: the state before them counts, as for the sink',
    )
    .option(
      '--assume-applied',
      'when the database and Kafka have both forgotten how far the registry was: take all that the topics hold as applied',
    )
    .addHelpText(
      'after',
      `
The sink may run meanwhile. Caseworkers' enrolments, the audit log and the runs stay as they are; no audit event comes of
it. A run that was killed leaves the registry as it was; run again, it goes on with the partitions that were complete.

For example, a registry that somebody has altered by hand:
  registry-stream rebuild --from resolved             # what differs, values by their shape; keeps what it built
  registry-stream rebuild --from resolved --swap      # the registry stands still for about a second
Each night:
  registry-stream rebuild --from resolved --verify    # exit code 0: equal, 1: not

Exit codes: 0 equal or exchanged, 1 different, others as for every command.`,
    )
    .action((options: RebuildOptions) =>
      withDeployment(options, (deployment, output) => {
        thenOf(options);
        return options.drop === true
          ? drop(deployment, options, output, signal)
          : build(deployment, options, output, signal);
      }),
    );
};
