import { fetch } from 'undici';
import { asObject } from '../../dci/envelope.ts';
import type { CallbackConfig } from './config.ts';
import { serviceName, takePlace } from './server.ts';
import type { Place } from './server.ts';
import { EtlError } from '../../../core/errors.ts';

const reachWithinMs = 5_000;

const ownPlace = async (config: CallbackConfig): Promise<Place | undefined> => {
  try {
    return await takePlace(config, {
      claims: () => false,
      receive: () => Promise.resolve({ status: 'NACK' }),
      trouble: () => undefined,
    });
  } catch (thrown) {
    // Most likely the deployment is running; what answers at the public address tells.
    if (thrown instanceof EtlError && thrown.code === 'CALLBACK_ADDRESS_IN_USE') return undefined;
    throw thrown;
  }
};

const isOnlyHere = (host: string): boolean => /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(host);

const look = async (config: CallbackConfig, own: Place | undefined, signal: AbortSignal): Promise<string> => {
  const without = 'results are fetched by asking for their status, and notices do not come';
  let body: unknown;
  try {
    const response = await fetch(config.url, { signal: AbortSignal.any([signal, AbortSignal.timeout(reachWithinMs)]) });
    body = await response.json();
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, name } = ((thrown as Error).cause ?? thrown) as { code?: string; name?: string };
    return `callback.url does not answer from here (${code ?? name ?? 'no answer'}); if the registry finds it so too, ${without}`;
  }
  const { service, instance } = asObject(body) ?? {};
  if (service !== serviceName) return `something else answers at callback.url: ${without}`;
  if (own !== undefined && instance !== own.instance)
    return `another deployment answers at callback.url, and nobody listens on ${config.listen}: ${without}`;
  return 'callback.url leads to this deployment, seen from here; the registry may be in another network';
};

/**
 * Whether the registry can reach the listener, as far as it can be seen from here: what a person should know.
 *
 * @throws EtlError (config) when the address cannot be listened on
 */
export const reachNotes = async (config: CallbackConfig, baseUrl: string, signal: AbortSignal): Promise<string[]> => {
  const own = await ownPlace(config);
  try {
    const { hostname, protocol } = new URL(config.url);
    const notes = [await look(config, own, signal)];
    const local = isOnlyHere(hostname);
    if (local && !isOnlyHere(new URL(baseUrl).hostname))
      notes.push('callback.url names this machine, and the registry is on another one');
    if (!local && protocol === 'http:')
      notes.push('callback.url is not https: people’s data would travel in the clear, and OpenSPP refuses it');
    return notes;
  } finally {
    await own?.leave();
  }
};
