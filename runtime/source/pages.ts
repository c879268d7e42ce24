import pRetry from 'p-retry';
import { EtlError } from '../../core/errors.ts';
import type { Page, ScanRequest } from '../../core/source.ts';
import type { SourceEnvironment } from './environment.ts';
import type { ImportOptions } from './options.ts';

/** A page with the moment at which the registry had answered. */
export interface PolledPage {
  readonly page: Page;
  /** Milliseconds since 1970 UTC. */
  readonly observedAt: number;
}

const isTransient = (error: unknown): error is EtlError => error instanceof EtlError && error.fault === 'transient';

const pollOnce = async (
  environment: SourceEnvironment,
  options: ImportOptions,
  request: ScanRequest,
  signal: AbortSignal,
): Promise<PolledPage> => {
  const { attempts, pause, longestPause } = environment.retry;
  const page = await pRetry(() => options.source.poll(request, signal), {
    retries: attempts - 1,
    minTimeout: pause,
    maxTimeout: longestPause,
    factor: 2,
    signal,
    shouldRetry: ({ error }) => isTransient(error),
    onFailedAttempt: ({ error, retriesLeft, attemptNumber }) => {
      if (!isTransient(error) || retriesLeft === 0) return;
      const wait = Math.min(longestPause, pause * 2 ** (attemptNumber - 1));
      environment.observer.onRetry?.({ source: environment.options.name, import: options.name, error, wait });
    },
  });
  return { page, observedAt: environment.clock() };
};

/**
 * The pages of a scan, each polled while the one before it is dealt with.
 *
 * @param request where the scan begins or goes on
 * @throws EtlError what the source throws, once the attempts are used up; the signal's reason when it is aborted
 */
export async function* pagesOf(
  environment: SourceEnvironment,
  options: ImportOptions,
  request: ScanRequest,
  signal: AbortSignal,
): AsyncGenerator<PolledPage, void, undefined> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const poll = (cursor: string | undefined): Promise<PolledPage> => {
    const polled = pollOnce(environment, options, { ...request, cursor }, either);
    // It may fail while the page before it is still being published; it is awaited after that.
    polled.catch(() => undefined);
    return polled;
  };
  try {
    let next: Promise<PolledPage> | undefined = poll(request.cursor);
    while (next !== undefined) {
      const polled: PolledPage = await next;
      next = polled.page.done ? undefined : poll(polled.page.cursor);
      yield polled;
    }
  } finally {
    ended.abort();
  }
}
