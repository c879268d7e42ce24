import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import type { HttpConfig } from './config.ts';

/** The connections of one client, with its proxy and its certificates. Close it with the client. */
export const createDispatcher = (config: HttpConfig): Dispatcher => {
  const tls = {
    rejectUnauthorized: config.tls.verify,
    ...(config.tls.ca === undefined ? {} : { ca: config.tls.ca }),
  };
  const shared = {
    connections: config.maxConcurrent,
    headersTimeout: config.timeoutMs,
    bodyTimeout: config.timeoutMs,
  };
  return config.proxy === undefined
    ? new Agent({ ...shared, connect: { ...tls, timeout: config.timeoutMs } })
    : new ProxyAgent({ ...shared, uri: config.proxy, requestTls: tls });
};
