import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { WithDeployment } from './commands/deadLetters/command.ts';
import { identityActivate } from './commands/identityActivate.ts';
import { identityDiff } from './commands/identityDiff.ts';
import { withCommonOptions } from './options.ts';
import { wholeNumber } from './wholeNumber.ts';

/** Options of a command that works on a deployment. */
export interface DeploymentFlags {
  readonly config: string;
  readonly json?: boolean;
}

interface ActivateFlags extends DeploymentFlags {
  readonly model: string;
  readonly by?: string;
  readonly wait: boolean;
}

const activateHelp = `
Example: registry-stream identity activate --model model.json --by "M. Reyes"

The activation is a record of the log, so that a replay weighs as it was weighed. Everybody is clustered anew in slices
of about 500 records; a running deployment goes on meanwhile, and where no resolver runs this command runs one. Look
first at what will happen: registry-stream identity diff --model model.json

- Ending the command while it waits takes nothing back: the resolver goes on by itself.
- An activation that was cut short is completed by running the command again with the same model; doing so twice is
  harmless.
- --model starter goes back to the model that the program brings along: identifiers alone link, and what it weighs is
  asked of a person.`;

const diffHelp = `
Example: registry-stream identity diff --model model.json --sample 20

Everybody who is stored is clustered under both models by the code that the stream uses, in this process and its memory;
only the database is read. What would be decided is what identity activate brings about. Ids and record keys are shown,
never a name: registry-stream find leads from an identifier to them.`;

interface DiffFlags extends DeploymentFlags {
  readonly model: string;
  readonly sample: number;
}

const addDiff = (identity: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  withCommonOptions(identity.command('diff'))
    .description('what another model would change: who becomes one, who is parted, what is asked of a person')
    .requiredOption('--model <file>', 'a model of `identity train`, or `starter`')
    .option('--sample <number>', 'how many merges, and splits, are shown one by one', wholeNumber(0), 10)
    .addHelpText('after', diffHelp)
    .action(({ model, sample, ...options }: DiffFlags) =>
      withDeployment(options, (deployment, output) => identityDiff(deployment, { model, sample }, output, signal)),
    );
};

const addActivate = (identity: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  withCommonOptions(identity.command('activate'))
    .description('make a model the one by which the resolver weighs evidence, and cluster everybody anew')
    .requiredOption('--model <file>', 'a model of `identity train`, or `starter`')
    .option('--by <name>', 'who activates it, kept in the log; default the user of this machine')
    .option('--no-wait', 'only publish; do not wait until the resolver has clustered everybody anew')
    .addHelpText('after', activateHelp)
    .action((options: ActivateFlags) =>
      withDeployment(options, (deployment, output) => {
        const request = { model: options.model, by: options.by ?? userInfo().username, wait: options.wait };
        return identityActivate(deployment, request, output, signal);
      }),
    );
};

/** Adds `identity diff` and `identity activate`, which need a deployment. */
export const addModels = (identity: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  addDiff(identity, withDeployment, signal);
  addActivate(identity, withDeployment, signal);
};
