import { Argument } from 'commander';
import type { Command } from 'commander';
import { EtlError } from '../../../../core/errors.ts';
import type { HeldChange } from '../../../../schemas/generated/types.ts';
import { authorOf } from '../../author.ts';
import { noteOption, withAuthor } from '../../deciding.ts';
import { withCommonOptions } from '../../options.ts';
import type { WithDeployment } from '../deadLetters/command.ts';
import { releaseArea, switchHold } from './apply.ts';
import type { HoldOptions } from './apply.ts';
import { listHolds } from './list.ts';

interface Common {
  readonly config: string;
  readonly json?: boolean;
}

type DecideOptions = Common & { readonly by?: string; readonly reason?: string; readonly wait: number };
type ReleaseOptions = DecideOptions & { readonly area?: string | false };

const deciding = (command: Command): Command =>
  withAuthor(command, noteOption('--reason <text>', 'why, kept for good; no personal data'));

const optionsOf = ({ by, reason, wait }: DecideOptions): HoldOptions => ({
  by: authorOf(by),
  note: reason ?? null,
  wait: wait * 1000,
});

const what: Readonly<Record<HeldChange, string>> = {
  merge: 'two registrants become one, or one is redirected to somebody first seen before; not by a verdict',
  split: 'records leave a registrant; not by a verdict',
  withdraw: 'a registrant is gone from its sources: it stays active until this is off',
};

/** Adds `registry-stream hold merge | split | withdraw | release | list`. */
export const addHold = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  const parent = program
    .command('hold')
    .description('stop adverse changes while all else flows: merges, splits, withdrawals; and let them go again')
    .addHelpText(
      'after',
      '\nFor example:\n' +
        '  registry-stream hold withdraw on --reason "the registry of the north is being moved"\n' +
        '  registry-stream hold list\n' +
        '  registry-stream hold withdraw off\n' +
        '  registry-stream hold release --area Norte --reason "a camp was closed; looked at"\n' +
        'A switch is part of the log: it outlives restarts and rebuilds. New people, changes and verdicts go on.\n' +
        'Off, what was held and is still due happens at once.',
    );
  for (const [kind, description] of Object.entries(what) as [HeldChange, string][]) {
    deciding(parent.command(kind))
      .description(description)
      .addArgument(new Argument('<state>', 'on: such changes wait; off: they happen again').choices(['on', 'off']))
      .action((state: 'on' | 'off', options: DecideOptions) =>
        withDeployment(options, (deployment, output) =>
          switchHold(deployment, kind, state === 'on', optionsOf(options), output, signal),
        ),
      );
  }
  deciding(parent.command('release'))
    .description('let go what the rate guard of an area holds, and begin its count anew')
    .option('--area <area>', 'as `hold list` names it')
    .option('--no-area', 'of registrants without an area')
    .action((options: ReleaseOptions) =>
      withDeployment(options, (deployment, output) => {
        if (options.area === undefined)
          throw new EtlError(
            'AREA_MISSING',
            'config',
            'say which area, with --area or --no-area; hold list names them',
            {
              component: 'runtime/cli',
              field: '--area',
            },
          );
        const area = options.area === false ? '' : options.area;
        return releaseArea(deployment, area, optionsOf(options), output, signal);
      }),
    );
  withCommonOptions(parent.command('list'))
    .description('what is held, by whom and why, and how many records wait; shows no personal data')
    .action((options: Common) => withDeployment(options, listHolds));
};
