import type { JsonObject, RequestIds } from '../../dci/envelope.ts';
import type { SpdciImport } from '../config.ts';
import { timestamp } from '../request.ts';
import type { SubscribeConfig } from './config.ts';

/** The ways in which a subscription is asked for: the standard's own, then two that are seen in servers. */
export type SubscribeForm = Exclude<SubscribeConfig['form'], 'auto'>;

const hourMs = 3_600_000;

/**
 * The forms to try, in this order. A filter of `*` would ask for everybody, so it does not stand for a query.
 */
export const formsOf = ({ form }: SubscribeConfig, query: SpdciImport): readonly SubscribeForm[] => {
  if (form !== 'auto') return [form];
  return query.query === undefined ? ['standard', 'wildcard', 'flat'] : ['standard', 'flat'];
};

/** What the import asks for, as a filter; everybody by a list of no conditions, which every reader takes for none. */
const filterOf = (form: SubscribeForm, query: SpdciImport) => {
  if (form === 'wildcard') return { filter_type: 'idtype-value', filter: { type: '*', value: '*' } };
  if (query.query === undefined) return { filter_type: 'predicate', filter: [] };
  return { filter_type: query.queryType, filter: query.query };
};

/**
 * Writes the message that subscribes to one kind of event.
 *
 * @param now milliseconds since 1970 UTC
 * @see SPDCI API standards v1.0.0, SubscribeRequest
 */
export const writeSubscribe = (
  form: SubscribeForm,
  event: string,
  config: SubscribeConfig,
  query: SpdciImport,
  target: 'individual' | 'group',
  ids: RequestIds,
  now: number,
): JsonObject => {
  const criteria = {
    version: '1.0.0',
    reg_type: query.regType,
    reg_event_type: event,
    notify_record_type: config.recordType ?? (target === 'group' ? 'Group' : 'Person'),
    ...filterOf(form, query),
    frequency: {
      start_time: timestamp(now),
      end_time: timestamp(now + 2 * config.renewHours * hourMs),
      // Every second: as it happens.
      frequency: '* * * ? * * *',
    },
    ...(query.authorize === undefined ? {} : { authorize: query.authorize }),
  };
  const request = { reference_id: ids.reference, timestamp: timestamp(now), subscribe_criteria: criteria };
  return form === 'flat'
    ? { transaction_id: ids.transaction, ...request, locale: query.locale }
    : { transaction_id: ids.transaction, subscribe_request: [{ ...request, locale: query.locale }] };
};

/** Writes the message that ends subscriptions. @see SPDCI API standards v1.0.0, UnSubscribeRequest */
export const writeUnsubscribe = (codes: readonly string[], ids: RequestIds, now: number): JsonObject => ({
  transaction_id: ids.transaction,
  timestamp: timestamp(now),
  subscription_codes: codes,
});
