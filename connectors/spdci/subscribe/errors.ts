import { EtlError } from '../../../core/errors.ts';
import { plainCode } from '../../dci/errors.ts';

const component = 'connectors/spdci/subscribe';

/** The registry rejects a subscription. */
export const subscriptionRejected = (event: string, code: string): EtlError =>
  new EtlError(
    'SUBSCRIPTION_REJECTED',
    'config',
    `the registry rejects the subscription to ${event} (${plainCode(code)}): changes come by polling; compare ` +
      'subscribe.events, subscribe.form and query.query with what it takes',
    { component, field: 'query.subscribe', details: { event, reason: plainCode(code) } },
  );

/** The registry has taken the request and says nothing more. */
export const subscriptionUnconfirmed = (event: string, milliseconds: number): EtlError =>
  new EtlError(
    'SUBSCRIPTION_UNCONFIRMED',
    'transient',
    `the registry took the subscription to ${event} and has not confirmed it within ${String(milliseconds)} ms: look ` +
      'with check whether callback.url reaches this deployment',
    { component, field: 'callback.url', details: { event, milliseconds } },
  );
