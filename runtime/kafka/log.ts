import type { logCreator, logLevel } from 'kafkajs';
import { kafkajs } from './kafkajs.ts';

/** Facts of a log line; never a person's data. */
export type LogContext = Readonly<Record<string, string | number | boolean>>;

/** Takes the log lines of this folder, for example into pino. */
export type KafkaLog = (level: 'error' | 'warn' | 'info' | 'debug', message: string, context: LogContext) => void;

// Only what cannot hold a message's content goes on: kafkajs adds whole errors, stacks and payloads.
const passed = [
  'groupId',
  'memberId',
  'topic',
  'partition',
  'broker',
  'clientId',
  'correlationId',
  'generationId',
  'transactionalId',
  'retryCount',
  'retryTime',
  'error',
  'duration',
];

// One step lower than kafkajs has them: its errors are what it tries again or what it also throws.
const levelOf = (level: logLevel): 'warn' | 'info' | 'debug' =>
  level === kafkajs.logLevel.ERROR ? 'warn' : level === kafkajs.logLevel.WARN ? 'info' : 'debug';

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

// The broker answers so for some milliseconds after a commit, and the client tries again: nothing that anybody should
// look at.
const isExpected = (message: string, error: unknown): boolean =>
  `${message} ${typeof error === 'string' ? error : ''}`.includes(
    'another concurrent operation on the same transaction',
  );

/** Turns kafkajs' log entries into {@link KafkaLog} lines. */
export const clientLog =
  (log: KafkaLog): logCreator =>
  () =>
  ({ namespace, level, log: entry }) => {
    const context: Record<string, string | number | boolean> = { part: namespace };
    for (const name of passed) {
      const value: unknown = entry[name];
      if (isScalar(value)) context[name] = value;
    }
    log(isExpected(entry.message, entry['error']) ? 'debug' : levelOf(level), entry.message, context);
  };
