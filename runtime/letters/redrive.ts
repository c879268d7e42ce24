import type { FaultHook } from '../faultPoint.ts';
import { keyedHash, remembering } from '../source/keyedHash.ts';
import { sharedPurposes } from '../source/aliases.ts';
import { sourceMessages } from '../source/messages.ts';
import type { SourceOptions } from '../source/options.ts';
import { readCheckpoints, readIndex } from '../source/sourceLog.ts';
import type { ImportMapping } from './entryDecision.ts';
import { withSourceHeld } from './heldSource.ts';
import type { Publish } from './heldSource.ts';
import { readLetters } from './letterLog.ts';
import type { LetterKafka, StoredLetter } from './letterLog.ts';
import type { LetterOutcome } from './outcome.ts';
import { inOrder, redriveEntries } from './redriveEntries.ts';
import { RecordRedrive } from './redriveRecords.ts';
import { putBackHidden, resolver } from './resolution.ts';
import type { Resolve } from './resolution.ts';
import { readSeenSince } from './seenSince.ts';
import { inPlaceOfStage } from './stageFence.ts';
import { waysOf } from './ways.ts';

/** A source as the configuration has it today. */
export interface RedriveSource {
  readonly options: SourceOptions;
  /** By import. */
  readonly mappings: ReadonlyMap<string, ImportMapping>;
}

/** What a redrive needs. */
export interface RedriveOptions {
  readonly kafka: LetterKafka;
  /** Deployment id. */
  readonly deployment: string;
  /** Keys the record keys, as for the source workers. */
  readonly secret: string;
  /** Gives a source of the configuration; undefined when it has none of that name. */
  readonly source: (name: string) => RedriveSource | undefined;
  /** Names of registries that are adopted: what they say comes from a file or a query that nobody here has. */
  readonly adopted: ReadonlySet<string>;
  /** Only decides: nothing is published, fenced or held. */
  readonly dryRun: boolean;
  /** Transactional id under which the resolver publishes registrants and groups. */
  readonly resolverId: string;
  /** Hears of each letter once it is done. */
  readonly onOutcome?: (outcome: LetterOutcome) => void;
  readonly signal: AbortSignal;
  /** Stops this process in tests. */
  readonly points: FaultHook;
}

/** What came of a redrive. */
export interface RedriveReport {
  readonly outcomes: readonly LetterOutcome[];
  /** Where the dead letters ended before anything was published, by partition. */
  readonly ends: ReadonlyMap<number, number>;
}

/** Redrives the letters of one run of the command, source by source and topic by topic. */
class Redrive {
  readonly outcomes: LetterOutcome[] = [];
  readonly #options: RedriveOptions;
  readonly #resolve: Resolve;

  constructor(options: RedriveOptions, resolve: Resolve) {
    this.#options = options;
    this.#resolve = resolve;
  }

  note(outcome: LetterOutcome): void {
    this.outcomes.push(outcome);
    this.#options.onOutcome?.(outcome);
  }

  async ofSource(name: string, records: readonly StoredLetter[], entries: readonly StoredLetter[]): Promise<void> {
    const { deployment, dryRun, kafka } = this.#options;
    const work = async (publish: Publish | undefined): Promise<void> => {
      if (records.length > 0) {
        const redrive = new RecordRedrive(kafka, 'source.records', records, this.#resolve);
        await redrive.readOn();
        await redrive.run(publish, this.note.bind(this));
      }
      await this.#entries(name, entries, publish);
    };
    if (dryRun) await work(undefined);
    else await withSourceHeld(kafka, deployment, name, 'redrive', (publish) => work(this.#careful(publish)));
  }

  async ofTopic(topic: string, letters: readonly StoredLetter[]): Promise<void> {
    const { dryRun, kafka, resolverId } = this.#options;
    const redrive = new RecordRedrive(kafka, topic, letters, this.#resolve);
    const note = this.note.bind(this);
    if (dryRun) {
      await redrive.readOn();
      await redrive.run(undefined, note);
      return;
    }
    await inPlaceOfStage(
      kafka,
      resolverId,
      () => redrive.readOn(),
      (publish) => redrive.run(this.#careful(publish), note),
    );
  }

  /** A person who interrupts gets what is published so far, and no transaction in between. */
  #careful(publish: Publish): Publish {
    const { points, signal } = this.#options;
    return async (messages) => {
      signal.throwIfAborted();
      await points('redrive.before-publish');
      await publish(messages);
      await points('redrive.after-publish');
    };
  }

  async #entries(name: string, letters: readonly StoredLetter[], publish: Publish | undefined): Promise<void> {
    const [oldest, ...others] = inOrder(letters);
    if (oldest === undefined) return;
    const { deployment, kafka, secret } = this.#options;
    const source = this.#options.source(name);
    if (source === undefined) {
      const detail = this.#options.adopted.has(name)
        ? `${name} is adopted, from rows that only adopt reads: correct the row, registry-stream adopt --source ${name} again, then discard the letter`
        : `the configuration has no source ${name} any more`;
      for (const { key } of letters) this.note({ key, outcome: 'impossible', detail });
      return;
    }
    const [index, checkpoints, seen] = await Promise.all([
      readIndex(kafka, name),
      readCheckpoints(kafka, name),
      readSeenSince(kafka, name, oldest.letter.time),
    ]);
    const work = {
      source: source.options,
      mappings: source.mappings,
      hash: remembering(keyedHash(secret), sharedPurposes),
      messages: sourceMessages(deployment, name, kafka.topicPrefix, kafka.codec),
      index,
      checkpoints,
      seen,
      resolve: this.#resolve,
    };
    await redriveEntries(work, [oldest, ...others], publish, this.note.bind(this));
  }
}

/**
 * Sends the records of dead letters on their way again, so that each ends where it would have ended had it been right at
 * first: an entry that broke its mapping is mapped with today's configuration and published under its source's fence; a
 * record that a stage refused goes back to its topic as it was. What is older than what has passed is dropped.
 *
 * A letter is resolved in the transaction that publishes its record. One that comes back, because the record is refused
 * again, has one more attempt.
 *
 * @param keys of letters, as they were chosen
 * @throws EtlError `transient` when Kafka fails or somebody else publishes for the source: what is done is done, and the
 *   command can be repeated for the rest
 */
export const redriveLetters = async (options: RedriveOptions, keys: ReadonlySet<string>): Promise<RedriveReport> => {
  const { deployment, dryRun, kafka } = options;
  const { letters, ends } = await readLetters(kafka, { wanted: (key) => keys.has(key), values: true });
  const ways = await waysOf(kafka, [...letters.values()]);
  const redrive = new Redrive(options, await resolver(kafka, ends));
  for (const outcome of ways.none) redrive.note(outcome);
  try {
    for (const name of new Set([...ways.sourceRecords.keys(), ...ways.entries.keys()]))
      await redrive.ofSource(name, inOrder(ways.sourceRecords.get(name) ?? []), ways.entries.get(name) ?? []);
    for (const [topic, some] of ways.resolved) await redrive.ofTopic(topic, inOrder(some));
  } finally {
    if (!dryRun) {
      await options.points('redrive.before-put-back');
      await putBackHidden(kafka, deployment, keys, ends);
    }
  }
  return { outcomes: redrive.outcomes, ends };
};
