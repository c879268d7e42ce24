import { asEtlError } from '../../../core/errors.ts';
import type { SourceListener } from '../../../core/source.ts';
import type { SpdciConnection, SpdciImport } from '../config.ts';
import type { Exchange } from '../exchange.ts';
import type { Plan, SpdciOptions } from '../plan.ts';
import { defaultUnsubscribePath } from './config.ts';
import { endSubscriptions } from './requests.ts';
import { readKept, writeKept } from './state.ts';
import { Subscriptions } from './subscriptions.ts';

/** Why subscriptions cannot work as configured; undefined when they can, or when there are none. */
export const subscribeProblem = (
  { callback, signature }: SpdciConnection,
  { subscribe, since, watermarkOverlapDays }: SpdciImport,
): string | undefined => {
  if (subscribe === undefined) return undefined;
  if (callback === undefined) return 'query.subscribe: needs connection.callback, where the notices are to come';
  if (signature.verify !== 'required' && !subscribe.unsigned)
    return (
      'query.subscribe: needs connection.signature.verify: required, or anybody who reaches the listener could write ' +
      'records; subscribe.unsigned: true takes notices as they come'
    );
  // A notice may be overtaken by a newer one: the scans of changes put that right, if they look back far enough.
  if (since !== undefined && watermarkOverlapDays < 1)
    return 'query.subscribe: needs query.watermarkOverlapDays of 1 or more, so that scans read again what notices told';
  return undefined;
};

/** The subscriptions of an import; undefined when it has none. */
export const createSubscriptions = (
  { connection, query, target, now = Date.now }: SpdciOptions,
  exchange: Exchange,
  { readEntry }: Plan,
): Subscriptions | undefined => {
  const { callback } = connection;
  const { subscribe } = query;
  if (subscribe === undefined || callback === undefined) return undefined;
  return new Subscriptions({ exchange, connection, query, target, readEntry, subscribe, answerTo: callback.url, now });
};

/** Ends the subscriptions that were kept. Throws as the exchange does. @returns how many */
export const endKept = (
  { connection, query, now = Date.now }: SpdciOptions,
  exchange: Exchange,
  kept: string,
  signal: AbortSignal,
): Promise<number> =>
  endSubscriptions(
    readKept(kept),
    {
      exchange,
      path: query.subscribe?.unsubscribePath ?? defaultUnsubscribePath,
      answerTo: connection.callback?.url,
      now,
    },
    () => undefined,
    signal,
  );

/** Ends what an import was subscribed to before its configuration said otherwise. Never throws. */
export const endFormerSubscriptions = async (
  options: SpdciOptions,
  exchange: Exchange,
  listener: SourceListener,
  signal: AbortSignal,
): Promise<void> => {
  const { kept } = listener;
  if (kept === undefined || readKept(kept).length === 0) return;
  try {
    await endKept(options, exchange, kept, signal);
    await listener.keep(writeKept([]));
  } catch (thrown) {
    if (signal.aborted) return;
    listener.trouble(
      asEtlError(thrown, {
        code: 'UNSUBSCRIBE_FAILED',
        fault: 'bug',
        message: 'the subscriptions of former times could not be ended',
        context: { component: 'connectors/spdci/subscribe' },
      }),
    );
  }
};
