import { EtlError } from '../../core/errors.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { Fenced, largestBatch, PublishOutcomeUnknown } from '../kafka/index.ts';
import { activationRecords, type Activation } from './activationRecords.ts';
import { logMessages, publishToLog } from './logPublisher.ts';

const COMPONENT = 'runtime/models';

/** What Kafka adds to the largest value: its key, its headers, and what goes around a batch. */
const AROUND = 2_048;

const checkSize = async (deployment: Deployment, activation: OutgoingMessage | undefined): Promise<void> => {
  const topic = deployment.topic('source.records');
  const bytes = (activation?.value?.length ?? 0) + AROUND;
  const limit = await largestBatch(deployment.kafka, topic);
  if (bytes <= limit) return;
  const count = (number: number): string => number.toLocaleString('en');
  throw new EtlError(
    'MODEL_TOO_LARGE',
    'config',
    `compressed, the model takes ${count(bytes)} bytes, and the topic ${topic} takes ${count(limit)} in one message; ` +
      `nothing was published. Give the topic a larger max.message.bytes (kafka-configs --alter --topic ${topic} ` +
      `--add-config max.message.bytes=${String(2 ** Math.ceil(Math.log2(2 * bytes)))}), or leave out texts of many ` +
      'different values when you train (identity train --without)',
    { component: COMPONENT, field: 'model', details: { bytes, limit } },
  );
};

const overtaken = (cause: Fenced): EtlError =>
  new EtlError(
    'ACTIVATION_OVERTAKEN',
    'transient',
    'somebody else activates a model at this moment; look which one is active when that has ended (registry-stream ' +
      'identity activate says so), and repeat the command if it is not yours that should be',
    { component: COMPONENT },
    cause,
  );

const uncertain = (cause: PublishOutcomeUnknown): EtlError =>
  new EtlError(
    'ACTIVATION_UNCERTAIN',
    'transient',
    "Kafka's answer was lost, so the activation may be published in whole, in part or not at all; repeat the command: " +
      'publishing it twice is harmless',
    { component: COMPONENT },
    cause,
  );

/**
 * Publishes a model's activation and its steps. The activation and the first steps come in one transaction.
 *
 * @param deployment whose codec is prepared
 * @param onPublished told how many of all records are published
 * @throws EtlError `config` `MODEL_TOO_LARGE` for a model that no message holds: nothing is published; `transient`
 *   `ACTIVATION_OVERTAKEN`, `ACTIVATION_UNCERTAIN`, or when Kafka fails: repeat it
 */
export const publishActivation = async (
  deployment: Deployment,
  activation: Activation,
  onPublished: (records: number, of: number) => void,
): Promise<void> => {
  const messages = logMessages(deployment, 'models', activationRecords(activation));
  await checkSize(deployment, messages[0]);
  try {
    await publishToLog(deployment, 'models', messages, (records) => {
      onPublished(records, messages.length);
    });
  } catch (thrown) {
    if (thrown instanceof Fenced) throw overtaken(thrown);
    if (thrown instanceof PublishOutcomeUnknown) throw uncertain(thrown);
    throw thrown;
  }
};
