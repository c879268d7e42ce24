import { v5 as uuidv5 } from 'uuid';
import type { Enrolment } from '../../schemas/generated/types.ts';
import type { EnrolmentChange } from '../../sinks/index.ts';
import { topicName } from '../deployment/topics.ts';
import { cloudEventHeaders } from '../kafka/index.ts';
import type { Codec, OutgoingMessage } from '../kafka/index.ts';

const RECORDS = 'source.records';
const ENROLMENT = 'org.registrystream.Enrolment';

/** Key of an enrolment in `source.records`. */
const keyOf = ({ registrantId, program }: EnrolmentChange): string => `enrolment/${registrantId}/${program}`;

/**
 * Makes the function that turns a change into its message in `source.records`.
 *
 * The message has no version: ids begin anew with an empty database, so the order of the log alone says what is newest.
 * For the same reason the event's id is made of the time as well.
 *
 * @param deployment deployment id, part of every event id
 * @param topicPrefix goes before every topic's name
 * @param codec prepared: it knows the schema
 */
export const enrolmentMessages = (
  deployment: string,
  topicPrefix: string,
  codec: Pick<Codec, 'encode'>,
): ((change: EnrolmentChange) => OutgoingMessage) => {
  const namespace = uuidv5(deployment, uuidv5.DNS);
  const topic = topicName(topicPrefix, RECORDS);
  return (change) => {
    const { id, registrantId, program, state, changedAt } = change;
    const value: Enrolment = { registrantId, program, state, changedAt };
    const key = keyOf(change);
    return {
      topic,
      key,
      value: codec.encode(topic, ENROLMENT, value),
      headers: cloudEventHeaders({
        id: uuidv5(['enrolments', key, id, changedAt].join('|'), namespace),
        type: ENROLMENT,
        source: `/${deployment}/enrolments`,
        time: new Date(changedAt).toISOString(),
      }),
    };
  };
};
