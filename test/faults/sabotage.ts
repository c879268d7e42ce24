import { setTimeout as pause } from 'node:timers/promises';
import { KAFKA_API } from '../support/tcpProxy.ts';
import { catalogue } from './catalogue/index.ts';
import type { FaultKind } from './catalogue/fault.ts';
import type { Sabotage } from './world/program.ts';

/** A break of a guarantee, with the faults under which it must show. */
export interface SabotageTrial {
  readonly sabotage: Sabotage;
  readonly kinds: readonly FaultKind[];
  readonly faults: number;
}

const kindsNamed = (...names: readonly string[]): readonly FaultKind[] =>
  catalogue.filter(({ kind }) => names.includes(kind));

/** Longer than a client with few retries tries to hear that its batch is there. */
const produceAnswersLost: FaultKind = {
  kind: "broker's answers to Produce lost until the client gives up",
  weight: 1,
  draw: () => ({
    detail: 'sinks',
    uses: ['sink'],
    inject: async (world) => {
      const links = world.of('sink').map(({ kafka }) => kafka);
      for (const link of links) link.loseAnswersTo(KAFKA_API.produce);
      await pause(9_000);
      for (const link of links) link.clear();
    },
  }),
};

const STATEMENT = 'runtime/stage/statement.ts';
const PIECE_WORK = 'runtime/stage/pieceWork.ts';
const TRANSACTION = 'runtime/kafka/transaction.ts';

/** Five ways to break the guarantee, each of which the checker must notice. */
export const trials: readonly SabotageTrial[] = [
  {
    sabotage: {
      name: 'no-offset-check',
      breaks: 'a batch whose COMMIT was not answered is applied again',
      edits: [
        {
          file: STATEMENT,
          from: 'and next_offset = $4::bigint and epoch = $6::bigint\n  returning 1',
          to: 'and $6::bigint is not null\n  returning 1',
        },
      ],
    },
    kinds: kindsNamed('connection killed between COMMIT and its answer'),
    faults: 5,
  },
  {
    sabotage: {
      name: 'publish-before-commit',
      breaks: 'events are published of changes that never happened',
      edits: [
        {
          file: PIECE_WORK,
          from: "    await points('stage.before-claim');",
          to: "    await relay(session, plan.messages, piece.to, this.#context, () => Promise.resolve());\n    await points('stage.before-claim');",
        },
        {
          file: PIECE_WORK,
          from: 'await relay(session, plan.messages, piece.to, this.#context, async () => {',
          to: 'await relay(session, [], piece.to, this.#context, async () => {',
        },
      ],
    },
    kinds: kindsNamed('disk full', 'PostgreSQL immediate restart', 'SIGKILL'),
    faults: 6,
  },
  {
    sabotage: {
      name: 'no-version-guard',
      breaks: 'an old state that comes once more takes the place of a newer one',
      edits: [
        {
          file: 'processors/identity/readBatch.ts',
          from: 'stored.version >= view.version',
          to: 'stored.version === view.version',
        },
        {
          file: 'sinks/postgres/processor/decide.ts',
          from: 'desired.version < version ||',
          to: '',
        },
      ],
    },
    kinds: kindsNamed('duplicated input'),
    faults: 8,
  },
  {
    sabotage: {
      name: 'failed-producer-used-again',
      breaks: 'the batch after a failed one is acknowledged and lost',
      edits: [
        {
          file: TRANSACTION,
          from: '    if (this.#producer !== undefined) this.#discard(this.#producer);\n    const producer = clientOf',
          to: '    if (this.#producer !== undefined) return;\n    const producer = clientOf',
        },
        {
          file: TRANSACTION,
          from: '  for (const topicMessages of batches) await transaction.sendBatch({ acks: -1, topicMessages });',
          to: `  try {
    for (const topicMessages of batches) await transaction.sendBatch({ acks: -1, topicMessages });
  } catch (thrown) {
    await transaction.abort();
    throw thrown;
  }`,
        },
        {
          file: TRANSACTION,
          from: '      this.#discard(producer);\n      throw this.#publishError(thrown);',
          to: '      throw this.#publishError(thrown);',
        },
        {
          file: 'runtime/kafka/connection.ts',
          from: 'initialRetryTime: 5, retries: 12 }',
          to: 'initialRetryTime: 5, retries: 3 }',
        },
        {
          file: 'runtime/kafka/connection.ts',
          from: 'requestTimeout: config.requestTimeout ?? 10_000',
          to: 'requestTimeout: config.requestTimeout ?? 1_500',
        },
      ],
    },
    kinds: [produceAnswersLost],
    faults: 3,
  },
  {
    sabotage: {
      name: 'stock-read-committed-filter',
      breaks: 'records of aborted transactions are taken for committed ones',
      edits: [
        {
          file: 'runtime/kafka/kafkajs.ts',
          from: "  replaceModule('kafkajs/src/consumer/filterAbortedMessages', () => withoutAborted);",
          to: '',
        },
      ],
    },
    kinds: kindsNamed('aborted transactions, interleaved'),
    faults: 6,
  },
];
