import { Option } from 'commander';
import type { Command } from 'commander';
import type { WithDeployment } from '../deadLetters/command.ts';
import { explainEntity } from './explain.ts';

interface ExplainOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly verify?: boolean;
}

/** Adds `registry-stream explain`. */
export const addExplain = (program: Command, withDeployment: WithDeployment): void => {
  program
    .command('explain')
    .description('why a registrant or group is what it is: every decision, in order; shows no personal data')
    .argument('<id>', 'of a registrant or group; or a record key, or the key of a decision')
    .addOption(
      new Option('-c, --config <file>', 'configuration file')
        .default('registry-stream.yaml')
        .env('REGISTRY_STREAM_CONFIG'),
    )
    .option('--json', 'results as one JSON document, for programs')
    .option('--verify', 'add the weights up again from the models; ends with exit code 1 when one disagrees')
    .addHelpText(
      'after',
      '\nFor example:\n' +
        '  echo "$IDENTIFIER" | registry-stream find    # names the registrant and its records\n' +
        '  registry-stream explain <registrant id> --verify\n' +
        'Weights are in bits: each doubles the odds that two records are one person. The smaller of two sums counts, the\n' +
        'one against two strangers and the one against two members of one household.',
    )
    .action((name: string, options: ExplainOptions) =>
      withDeployment(options, async (deployment, output) => {
        if (!(await explainEntity(deployment, name, options.verify ?? false, output))) process.exitCode = 1;
      }),
    );
};
