import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { redriveSources } from '../../../deployment/redriveSources.ts';
import { resolverTransactionalId } from '../../../deployment/stages.ts';
import { FAULT_POINT_VARIABLE, faultHookFrom } from '../../../faultPoint.ts';
import { readLetters, redriveLetters } from '../../../letters/index.ts';
import type { LetterLog, LetterOutcome, StoredLetter } from '../../../letters/index.ts';
import { table, type Output } from '../../output.ts';
import { createProgress } from '../../progress.ts';
import { chosenLetters, letterKafka } from './selected.ts';
import type { LetterChoice } from './selected.ts';
import { untilProcessed } from './settled.ts';

/** What `dead-letters redrive` was asked to do. */
export interface RedriveRequest {
  readonly choice: LetterChoice;
  readonly dryRun: boolean;
  /** At most so many, the oldest first. */
  readonly limit: number;
  /** How long to wait for the stages to process what was redriven, milliseconds; 0: not at all. */
  readonly wait: number;
}

/** What came of it. */
export interface RedriveResult {
  readonly dryRun: boolean;
  readonly outcomes: readonly LetterOutcome[];
  readonly counts: Readonly<Record<string, number>>;
  /** Chosen, and beyond the limit. */
  readonly left: number;
  /** Keys of letters that are there again: their records were refused once more. */
  readonly refusedAgain: readonly string[];
  /** False when the stages had not processed everything by the end of the wait: more may be refused. */
  readonly processed: boolean;
}

const countOf = (outcomes: readonly LetterOutcome[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

const redriven = (letters: readonly StoredLetter[], outcomes: readonly LetterOutcome[]): readonly StoredLetter[] => {
  const keys = new Set(outcomes.filter(({ outcome }) => outcome === 'redriven').map(({ key }) => key));
  return letters.filter(({ key }) => keys.has(key));
};

/** Topics that the redriven letters went to. */
const topicsOf = (letters: readonly StoredLetter[]): ReadonlySet<string> =>
  new Set(letters.map(({ letter }) => letter.position?.topic ?? 'source.records'));

/** Keys of letters that have come since about the same records, from whichever stage. */
const refusedAgain = (letters: readonly StoredLetter[], since: LetterLog): readonly string[] => {
  const records = new Set(letters.map(({ letter }) => letter.recordKey));
  const keys = new Set(letters.map(({ letter }) => letter.originalKey?.toString()));
  const isOne = ({ letter: { originalKey, recordKey } }: StoredLetter): boolean =>
    (recordKey !== null && records.has(recordKey)) || (originalKey !== null && keys.has(originalKey.toString()));
  return [...since.letters.values()].filter(isOne).map(({ key }) => key);
};

/**
 * `registry-stream dead-letters redrive`: sends the records of dead letters on their way again, waits until the stages
 * have processed them, and tells which have come back.
 *
 * @throws EtlError `config` when the choice is unclear or names a letter that is not there; `transient` when Kafka fails
 *   or somebody else publishes for a source: the command can be repeated for the rest
 */
export const redrive = async (
  deployment: Deployment,
  { choice, dryRun, limit, wait }: RedriveRequest,
  output: Output,
  signal: AbortSignal,
): Promise<RedriveResult> => {
  const kafka = letterKafka(deployment);
  const { deployment: name, secret } = deployment.config;
  await ensureReady(deployment);
  const chosen = chosenLetters(await readLetters(kafka, {}), choice);
  const letters = chosen.slice(0, limit);
  const left = chosen.length - letters.length;
  const nothing = { dryRun, outcomes: [], counts: {}, left, refusedAgain: [], processed: true };
  if (letters.length === 0) return nothing;
  const progress = createProgress(output);
  const sources = redriveSources(deployment);
  let done = 0;
  try {
    const keys = new Set(letters.map(({ key }) => key));
    const onOutcome = (): void => {
      done += 1;
      progress.show(`${done.toLocaleString('en')} of ${letters.length.toLocaleString('en')} dead letters`);
    };
    const resolverId = resolverTransactionalId(name);
    const points = faultHookFrom(process.env[FAULT_POINT_VARIABLE]);
    const options = {
      kafka,
      deployment: name,
      secret,
      source: sources.get,
      adopted: new Set(deployment.config.adopted.map((one) => one.name)),
      dryRun,
      resolverId,
      onOutcome,
      signal,
      points,
    };
    const { outcomes, ends } = await redriveLetters(options, keys);
    const result = { ...nothing, outcomes, counts: countOf(outcomes) };
    if (dryRun || wait === 0) return { ...result, processed: false };
    let processed = true;
    for (const topic of topicsOf(redriven(letters, outcomes))) {
      progress.show(`waiting until ${topic} is processed`);
      processed = (await untilProcessed(deployment, topic, wait, signal)) && processed;
    }
    const since = await readLetters(kafka, { from: ends });
    return { ...result, processed, refusedAgain: refusedAgain(redriven(letters, outcomes), since) };
  } finally {
    progress.end();
    await sources.close();
  }
};

const SHOWN = 50;

/** Writes what came of a redrive as a person reads it, or as JSON. */
export const writeRedrive = (result: RedriveResult, output: Output): void => {
  if (output.json) {
    output.write(JSON.stringify(result, null, 2));
    return;
  }
  const { counts, dryRun, left, outcomes, processed, refusedAgain } = result;
  if (outcomes.length === 0) {
    output.write('no dead letter matches; nothing was redriven');
    return;
  }
  output.write(
    table(
      ['outcome', 'key', ''],
      outcomes.slice(0, SHOWN).map(({ key, outcome, detail }) => [outcome, key, detail]),
    ),
  );
  if (outcomes.length > SHOWN) output.write(`… and ${String(outcomes.length - SHOWN)} more; --json has all`);
  const tally = Object.entries(counts).map(([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`);
  output.write(`\n${dryRun ? 'nothing was published; it would be: ' : ''}${tally.join(', ')}`);
  for (const key of refusedAgain) output.write(`refused again: ${key}`);
  if (!dryRun && !processed && (counts['redriven'] ?? 0) > 0)
    output.write('the stages have not processed everything yet: look again with dead-letters list');
  if (left > 0) output.write(`${left.toLocaleString('en')} more match; repeat the command for them, or raise --limit`);
};
