import type { EtlError } from '../../core/errors.ts';
import type { Notice, SourceListener } from '../../core/source.ts';
import { spdciPaths } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { freePort } from '../../dev/stack/ports.ts';

/** Parts of a connection that listens on a free port of this machine and searches by the asynchronous form. */
export const listeningConnection = async (
  callback: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly url: string; readonly connection: Readonly<Record<string, unknown>> }> => {
  const listen = `127.0.0.1:${String(await freePort())}`;
  const url = `http://${listen}/social`;
  const asynchronous = {
    searchPath: spdciPaths.asynchronousSearch,
    statusPath: spdciPaths.status,
    pollIntervalMs: 1,
    maxPollIntervalMs: 20,
  };
  return { url, connection: { callback: { listen, url, ...callback }, asynchronous } };
};

/** Parts of a connection that checks the signatures of the simulated registry. */
export const checkedConnection = (simulator: Simulator): Readonly<Record<string, unknown>> => ({
  signature: { verify: 'required', jwksUrl: `${simulator.url}${spdciPaths.keys}` },
});

/** Paths of the simulator's subscriptions. */
export const subscribePaths = { subscribePath: spdciPaths.subscribe, unsubscribePath: spdciPaths.unsubscribe };

/** A listener that keeps what it hears. */
export class RecordingListener implements SourceListener {
  kept: string | undefined;
  readonly notices: Notice[] = [];
  readonly troubles: EtlError[] = [];
  /** What {@link receive} throws; undefined: nothing. */
  refusal: EtlError | undefined;

  keep(text: string): Promise<void> {
    this.kept = text;
    return Promise.resolve();
  }

  receive(notice: Notice): Promise<void> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    this.notices.push(notice);
    return Promise.resolve();
  }

  trouble(error: EtlError): void {
    this.troubles.push(error);
  }

  get codes(): readonly string[] {
    return this.troubles.map(({ code }) => code);
  }
}
