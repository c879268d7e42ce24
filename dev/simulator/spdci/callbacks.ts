type Json = Readonly<Record<string, unknown>>;

/** A message that the registry sends by itself. */
export interface OwnMessage {
  /** `sender_uri` of the request that it answers. */
  readonly uri: string;
  /** `sender_id` of that request. */
  readonly receiver: unknown;
  readonly action: string;
  /** Made when it is sent. */
  readonly message: () => Json;
  /** Spoils the envelope after it was signed. */
  readonly change?: (envelope: Json) => unknown;
}

/** What became of a message. */
export interface Delivery {
  readonly action: string;
  readonly url: string;
  readonly envelope: unknown;
  /** HTTP status; 0 when nobody answered. */
  readonly status: number;
  readonly answer: unknown;
}

/** Sends a message, once. */
export type SendMessage = (message: OwnMessage) => Promise<Delivery>;

/**
 * Sends what the registry says by itself.
 *
 * @param write signs a message as the registry signs its answers
 * @param paths whether the standard's path stands behind `sender_uri`, or nothing, as with OpenSPP
 */
export const createCallbacks = (
  write: (action: string, receiver: unknown, message: Json) => Json,
  paths: 'standard' | 'none',
) => {
  const deliveries: Delivery[] = [];
  const underWay = new Set<Promise<Delivery>>();

  const deliver = async ({
    uri,
    receiver,
    action,
    message,
    change = (same) => same,
  }: OwnMessage): Promise<Delivery> => {
    const url = paths === 'none' ? uri : `${uri.replace(/\/+$/, '')}/registry/${action}`;
    const envelope = change(write(action, receiver, message()));
    const about = { action, url, envelope };
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(envelope) });
      return { ...about, status: response.status, answer: await response.json() };
    } catch {
      return { ...about, status: 0, answer: undefined };
    }
  };

  const send: SendMessage = async (message) => {
    // After the answer to the request that it belongs to, as far as a registry takes care of that.
    const delivery = new Promise<void>((resolve) => setImmediate(resolve)).then(() => deliver(message));
    underWay.add(delivery);
    const delivered = await delivery;
    underWay.delete(delivery);
    deliveries.push(delivered);
    return delivered;
  };

  return {
    send,
    sent: async (): Promise<readonly Delivery[]> => {
      while (underWay.size > 0) await Promise.all(underWay);
      return deliveries;
    },
  };
};
