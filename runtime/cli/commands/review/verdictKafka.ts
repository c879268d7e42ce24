import type { Deployment } from '../../../deployment/deployment.ts';
import type { VerdictKafka } from '../../../verdicts/index.ts';

/** The deployment's Kafka as verdicts need it. */
export const verdictKafka = ({ codec, config, kafka }: Deployment): VerdictKafka => ({
  connection: kafka,
  codec,
  topicPrefix: config.kafka.topicPrefix,
});
