import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { EtlError } from '../../../../core/errors.ts';
import { erasureReasons, joined, listedTargets, namedTargets } from '../../../erasure/index.ts';
import type { ErasureReason, Targets } from '../../../erasure/index.ts';
import { authorOf } from '../../author.ts';
import { withCommonOptions } from '../../options.ts';
import { digits } from '../../wholeNumber.ts';
import type { WithDeployment } from '../deadLetters/command.ts';
import { eraseTargets, readmitErased, verifyErased, writeProofs } from './erase.ts';

interface EraseOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly list?: string;
  readonly again?: boolean;
  readonly reason?: ErasureReason;
  readonly by?: string;
  readonly enrolled?: boolean;
  readonly dryRun?: boolean;
  readonly wait: number;
  readonly verify?: boolean;
  readonly proofs?: boolean;
  readonly readmit?: boolean;
}

const wrong = (code: string, field: string, message: string): EtlError =>
  new EtlError(code, 'config', message, { component: 'runtime/cli', field });

const listFile = async (file: string): Promise<Targets> => {
  try {
    return listedTargets(await readFile(file, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof EtlError) throw thrown;
    const { code = 'unknown' } = thrown as NodeJS.ErrnoException;
    throw wrong('ERASURE_LIST_UNREADABLE', '--list', `the list ${file} cannot be read (${code})`);
  }
};

const targetsOf = async (names: readonly string[], { list }: EraseOptions): Promise<Targets> =>
  joined([namedTargets(names), ...(list === undefined ? [] : [await listFile(list)])]);

const isEmpty = ({ ids, recordKeys, proofs }: Targets): boolean => ids.size + recordKeys.size + proofs.length === 0;

/** Why; what is applied again has its reason already. */
const reasonOf = ({ reason }: EraseOptions, { ids, recordKeys }: Targets, dryRun: boolean): ErasureReason => {
  if (reason !== undefined) return reason;
  if (ids.size + recordKeys.size === 0 || dryRun) return 'other';
  throw wrong('ERASURE_WITHOUT_REASON', '--reason', `say why with --reason: ${erasureReasons.join(', ')}`);
};

const help =
  '\nFor example:\n' +
  '  echo "$IDENTIFIER" | registry-stream find                        # names the registrant and its records\n' +
  '  registry-stream erase <registrant id> --dry-run\n' +
  '  registry-stream erase <registrant id> --reason request --by maria\n' +
  '  registry-stream erase --proofs > erasures.jsonl                  # after each, and keep it with the backups\n' +
  '  registry-stream erase --list erasures.jsonl                      # after a restore\n' +
  '  registry-stream erase --verify\n' +
  'Resolver, sink and views must run. It cannot be undone. Whoever is erased and still in the social registry is\n' +
  'refused when it shows her again, or taken in as somebody new: erasure.onReturn in the configuration. Repeating is safe.';

/** Adds `registry-stream erase`. */
export const addErase = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  const action = async (names: readonly string[], options: EraseOptions): Promise<void> => {
    const targets = await targetsOf(names, options);
    const { again = false, dryRun = false } = options;
    if (isEmpty(targets) && !again && options.verify !== true && options.proofs !== true)
      throw wrong('ERASURE_WITHOUT_TARGET', 'id or record key', 'say whom: ids or record keys, --list, or --again');
    await withDeployment(options, async (deployment, output) => {
      let isDone = true;
      if (options.proofs === true) await writeProofs(deployment, output);
      else if (options.readmit === true)
        await readmitErased(deployment, [...targets.ids, ...targets.recordKeys], output);
      else if (options.verify === true) isDone = await verifyErased(deployment, targets, output);
      else {
        const reason = reasonOf(options, targets, dryRun);
        const { by, enrolled = false, wait } = options;
        const request = { targets, again, by: authorOf(by), reason, enrolled, dryRun, wait: wait * 1000 };
        isDone = await eraseTargets(deployment, request, output, signal);
      }
      if (!isDone) process.exitCode = 1;
    });
  };
  withCommonOptions(program.command('erase'))
    .description('erase registrants, groups or single records, in every topic and table; prove it, and repeat it')
    .argument('[ids or record keys...]', 'an id: all records of that registrant or group; a record key: that one alone')
    .option('--list <file>', 'a file with one id, record key, or proof of an earlier erasure a line')
    .option('--again', 'apply all earlier erasures once more, as after a restore')
    .addOption(new Option('--reason <code>', 'why; kept with the proof').choices([...erasureReasons]))
    .option('--by <name>', "who erases, as your organisation names its people; the operating system's user when absent")
    .option('--enrolled', 'although a programme has them enrolled or paused now')
    .option('--dry-run', 'list what would go: keys and counts, never values')
    .option('--wait <seconds>', 'how long to wait until it is applied everywhere; 0: not at all', digits, 300)
    .addOption(
      new Option('--verify', 'look for what is left of those who were erased; exit code 1 when anything is').conflicts([
        'again',
        'dryRun',
        'reason',
      ]),
    )
    .addOption(
      new Option('--proofs', 'write the list of what was erased, to be kept with the backups').conflicts([
        'again',
        'dryRun',
        'list',
        'reason',
        'verify',
      ]),
    )
    .addOption(
      new Option('--readmit', 'let the source bring these again, as somebody new').conflicts([
        'again',
        'dryRun',
        'proofs',
        'reason',
        'verify',
      ]),
    )
    .addHelpText('after', help)
    .action(action);
};
