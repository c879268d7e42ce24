import { EtlError } from '../../core/errors.ts';
import type { Fault, FaultContext } from '../../core/errors.ts';

/** `FaultContext.component` of everything in this folder. */
export const COMPONENT = 'runtime/kafka';

/** Facts for the operator; never a person's data. */
export type Details = NonNullable<FaultContext['details']>;

/** An error of this folder. */
export const failure = (code: string, fault: Fault, message: string, details: Details, cause?: unknown): EtlError =>
  new EtlError(code, fault, message, { component: COMPONENT, details }, cause);

/**
 * Somebody else has opened this transactional id since, or the broker has ended a transaction of ours that took longer
 * than its timeout. Nothing of the failed transaction is visible to anybody.
 */
export class Fenced extends EtlError {
  override readonly name = 'Fenced';

  constructor(transactionalId: string, cause?: unknown) {
    super(
      'KAFKA_FENCED',
      'transient',
      'another worker has taken over this transactional id, or its transaction timed out; take the partition over again if it is still assigned',
      { component: COMPONENT, details: { transactionalId } },
      cause,
    );
  }
}

/** The answer to a publish was lost: the transaction may be committed or not. Opening the publisher again settles it. */
export class PublishOutcomeUnknown extends EtlError {
  override readonly name = 'PublishOutcomeUnknown';

  constructor(transactionalId: string, cause?: unknown) {
    super(
      'KAFKA_PUBLISH_OUTCOME_UNKNOWN',
      'transient',
      'publishing failed and the transaction may or may not be committed; open the publisher again and read how far it is published',
      { component: COMPONENT, details: { transactionalId } },
      cause,
    );
  }
}

/** The causes of an error from the outside in: kafkajs wraps the broker's answer in its retrier's errors. */
const chain = (thrown: unknown): Error[] => {
  const errors: Error[] = [];
  for (let at = thrown; at instanceof Error && errors.length < 10; at = at.cause) errors.push(at);
  return errors;
};

/**
 * The broker's name for what went wrong, for example `TOPIC_AUTHORIZATION_FAILED`, or undefined when the error is none
 * of the broker's.
 */
export const brokerErrorType = (thrown: unknown): string | undefined => {
  for (const error of chain(thrown)) {
    const type = 'type' in error ? error.type : undefined;
    if (typeof type === 'string' && type !== 'UNKNOWN' && type !== 'KAFKAJS_UNKNOWN_ERROR_CODE') return type;
  }
  return undefined;
};

// kafkajs speaks the older versions of the requests, to which the broker never answers PRODUCER_FENCED (KIP-588).
const fencedTypes = new Set(['INVALID_PRODUCER_EPOCH', 'TRANSACTION_COORDINATOR_FENCED']);

/** True when the broker refused a producer because its epoch is no longer the newest of its transactional id. */
export const isFenced = (thrown: unknown): boolean => fencedTypes.has(brokerErrorType(thrown) ?? '');

interface Verdict {
  readonly code: string;
  readonly fault: Fault;
  readonly message: string;
}

const verdicts: readonly (readonly [RegExp, Verdict])[] = [
  [
    /AUTHORIZATION_FAILED$/,
    {
      code: 'KAFKA_NOT_AUTHORISED',
      fault: 'config',
      message: 'Kafka refuses this to the configured user; give it the rights that docs/operating.md lists',
    },
  ],
  [
    /^SASL_|^UNSUPPORTED_SASL|SASLAuthentication/,
    {
      code: 'KAFKA_LOGIN_REFUSED',
      fault: 'config',
      message: 'Kafka refuses the login; check kafka.sasl (mechanism, user and password)',
    },
  ],
  [
    /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE)$/,
    {
      code: 'KAFKA_MESSAGE_TOO_LARGE',
      fault: 'config',
      message: "a message is larger than the topic takes; raise the topic's max.message.bytes",
    },
  ],
  [
    /^UNKNOWN_TOPIC_OR_PARTITION$/,
    {
      code: 'KAFKA_TOPIC_MISSING',
      fault: 'config',
      message: 'the topic does not exist; run registry-stream migrate, or check the configured topic prefix',
    },
  ],
  [
    /^OFFSET_OUT_OF_RANGE$|OffsetOutOfRange/,
    {
      code: 'KAFKA_OFFSET_OUT_OF_RANGE',
      fault: 'config',
      message:
        'the topic no longer has the offset to go on from (made anew, shortened by retention, or restored); nothing was skipped: see docs/operating.md on restoring',
    },
  ],
  [
    /^(INVALID_TOPIC_EXCEPTION|INVALID_PARTITIONS|INVALID_REPLICATION_FACTOR|INVALID_CONFIG|POLICY_VIOLATION|INVALID_TRANSACTION_TIMEOUT|INVALID_SESSION_TIMEOUT|INCONSISTENT_GROUP_PROTOCOL)$/,
    {
      code: 'KAFKA_SETTING_REFUSED',
      fault: 'config',
      message: 'the broker refuses a setting; the details name its answer',
    },
  ],
];

const unreachable: Verdict = {
  code: 'KAFKA_UNAVAILABLE',
  fault: 'transient',
  message: 'Kafka did not answer as it should; this is tried again',
};

/**
 * Any error of the Kafka client as an EtlError; one that already is one comes back as it is. What is not known to be
 * anybody's mistake is transient.
 *
 * @param thrown what the client threw
 * @param doing what was being done, for the operator, for example `creating topics`
 * @param details further facts: topic, partition, group
 */
export const kafkaError = (thrown: unknown, doing: string, details: Details = {}): EtlError => {
  if (thrown instanceof EtlError) return thrown;
  const names = chain(thrown).map((error) => error.name);
  const type = brokerErrorType(thrown) ?? names[names.length - 1] ?? 'unknown';
  const known = [type, ...names];
  const [, verdict] = verdicts.find(([pattern]) => known.some((name) => pattern.test(name))) ?? [null, unreachable];
  const context = { component: COMPONENT, details: { doing, answer: type, ...details } };
  return new EtlError(verdict.code, verdict.fault, `${doing}: ${verdict.message}`, context, thrown);
};
