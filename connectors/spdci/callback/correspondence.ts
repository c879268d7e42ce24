import type { EtlError } from '../../../core/errors.ts';
import type { JsonObject } from '../../dci/envelope.ts';
import { asObject } from '../../dci/envelope.ts';
import type { SpdciConnection } from '../config.ts';
import type { Exchange } from '../exchange.ts';
import type { Subscriptions } from '../subscribe/subscriptions.ts';
import { createOnceOnly } from './onceOnly.ts';
import type { Reply } from './reply.ts';
import { takePlace } from './server.ts';
import type { Place } from './server.ts';
import type { WaitingSearches } from './waitingSearches.ts';

/** Who uses the messages that come for an import. */
export interface Correspondents {
  readonly searches: WaitingSearches;
  readonly subscriptions: Subscriptions | undefined;
  readonly trouble: (error: EtlError) => void;
}

/**
 * Listens for what the registry sends to an import. A message is used once, and only when its signature holds.
 *
 * @throws EtlError (config) when it cannot listen; nothing happens without `callback`
 */
export const openCorrespondence = async (
  connection: SpdciConnection,
  exchange: Exchange,
  { searches, subscriptions, trouble }: Correspondents,
  now: () => number,
): Promise<Place | undefined> => {
  const { callback, signature } = connection;
  if (callback === undefined) return undefined;
  const stopped = new AbortController();
  const once = createOnceOnly(now, (signature.maxAgeSeconds + 2 * signature.clockSkewSeconds) * 1_000);

  const use = async (json: JsonObject): Promise<Reply> => {
    const message = asObject(json['message']) ?? {};
    if (searches.claims(message)) return searches.take(json, String(message['transaction_id']));
    return (await subscriptions?.take(json)) ?? { status: 'NACK' };
  };

  const place = await takePlace(callback, {
    claims: (message) => searches.claims(message) || subscriptions?.claims(message) === true,
    receive: (json, text) =>
      once(
        text,
        () => exchange.check(text, stopped.signal),
        () => use(json),
      ),
    trouble,
  });
  return {
    instance: place.instance,
    leave: async () => {
      stopped.abort(new Error('the source is closed'));
      await place.leave();
    },
  };
};
