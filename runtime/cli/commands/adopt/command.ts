import { Option, type Command } from 'commander';
import { csvTable, type Table } from '../../../../connectors/index.ts';
import { EtlError } from '../../../../core/errors.ts';
import { queryTable, readMappingFile } from '../../../adoption/index.ts';
import { withCommonOptions } from '../../options.ts';
import type { WithDeployment } from '../deadLetters/command.ts';
import { adopt, adoptDryRun, type AdoptRequest } from './adopt.ts';
import { writeAdoption, writeAdoptForecast } from './words.ts';

interface AdoptOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly source: string;
  readonly file?: string;
  readonly query?: string;
  readonly database?: string;
  readonly mapping?: string;
  readonly target: 'individual' | 'group';
  readonly encoding: string;
  readonly dryRun?: boolean;
  readonly sourceOnly?: boolean;
}

const contradict = (message: string): EtlError =>
  new EtlError('OPTIONS_CONTRADICT', 'config', message, { component: 'runtime/cli' });

const tableOf = ({ file, query, database, encoding }: AdoptOptions): Table => {
  if ((file === undefined) === (query === undefined)) throw contradict('choose one of --file and --query');
  if (file !== undefined) return csvTable(file, encoding);
  if (database === undefined)
    throw contradict('--query needs --database, or its address in REGISTRY_STREAM_ADOPT_DATABASE');
  return queryTable(database, query ?? '');
};

const requestOf = (options: AdoptOptions): AdoptRequest => ({
  source: options.source,
  target: options.target,
  table: tableOf(options),
  ...(options.mapping === undefined ? {} : { mapping: readMappingFile(options.mapping) }),
  ownStages: options.sourceOnly !== true,
});

const help = `
The rows need a column with the id by which the registry knows a person (id, or what the mapping says for
recordId). Columns called as OpenG2P's are understood without a mapping file; --dry-run shows as what they
are read. The registry's name must stand in the configuration: adopted: [{ name: programme, country: PH }].

Whoever is adopted keeps her id in the view registry.cross_walk, whatever she is merged with later, and no
audit event says that she was created. Adopt again after correcting rows, or after it was ended: what has
not changed is passed over. Rows that are no longer there are left as they are.

  registry-stream adopt --source programme --file partners.csv --dry-run
  registry-stream adopt --source programme --query "select id, name, birthdate from res_partner where is_registrant"
`;

/** Adds `adopt`. */
export const addAdopt = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  withCommonOptions(program.command('adopt'))
    .description(
      'take over a registry that is there already: its people keep their own ids, and nothing says they are new',
    )
    .requiredOption('--source <name>', "name of the registry: one of the configuration's adopted")
    .option('--file <csv>', 'CSV file whose first line names the columns')
    .option('--query <sql>', 'query whose rows they are, in a PostgreSQL database')
    .addOption(
      new Option('--database <url>', 'postgres:// address for --query; better in the environment than here').env(
        'REGISTRY_STREAM_ADOPT_DATABASE',
      ),
    )
    .option('--mapping <file>', 'how rows are read, as connection.mapping of a source (YAML or JSON)')
    .addOption(new Option('--target <kind>', 'what each row is').choices(['individual', 'group']).default('individual'))
    .option('--encoding <name>', 'of the file, if it has no byte order mark', 'utf-8')
    .option('--dry-run', 'read everything, publish and write nothing: how many, read as what, and what is wrong where')
    .option('--source-only', 'only publish: the resolver and the sink run elsewhere')
    .addHelpText('after', help)
    .action(async (options: AdoptOptions) => {
      const request = requestOf(options);
      const { unit } = request.table;
      await withDeployment(options, async (deployment, output) => {
        if (options.dryRun === true)
          writeAdoptForecast(await adoptDryRun(deployment, request, output, signal), unit, output);
        else writeAdoption(await adopt(deployment, request, output, signal), unit, output);
      });
    });
};
