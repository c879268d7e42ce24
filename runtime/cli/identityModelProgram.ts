import { userInfo } from 'node:os';
import { Option, type Command } from 'commander';
import type { WithDeployment } from './commands/deadLetters/command.ts';
import { identityActivate } from './commands/identityActivate.ts';

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

export const configOption = (): Option =>
  new Option('-c, --config <file>', 'configuration file').default('registry-stream.yaml').env('REGISTRY_STREAM_CONFIG');

const deploymentOptions = (command: Command): Command =>
  command.addOption(configOption()).option('--json', 'results as one JSON document, for programs');

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

/** Adds `identity activate`, which needs a deployment. */
export const addModels = (identity: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  deploymentOptions(identity.command('activate'))
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
