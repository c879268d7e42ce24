import { Option } from 'commander';
import type { Command } from 'commander';

/** The configuration file, of every command that needs one. */
export const configOption = (): Option =>
  new Option('-c, --config <file>', 'configuration file').default('registry-stream.yaml').env('REGISTRY_STREAM_CONFIG');

/** Output for programs, of every command that has results. */
export const jsonOption = (): Option => new Option('--json', 'results as one JSON document, for programs');

/** Gives a command both. */
export const withCommonOptions = (command: Command): Command =>
  command.addOption(configOption()).addOption(jsonOption());
