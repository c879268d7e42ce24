import type { AuthConfig } from './config.ts';
import { createTokenSource } from './oauth2.ts';
import type { Exchange } from './exchange.ts';

/** Puts the credentials on a request. */
export interface Authenticator {
  /** Adds to `headers` and `url` what the registry wants to see. May have to fetch a token first. */
  apply(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<void>;
  /** Told that the credentials of the last request were refused. True: they can be renewed, so try once more. */
  renew(): boolean;
}

const fixed = (apply: (url: URL, headers: Record<string, string>) => void): Authenticator => ({
  apply(url, headers) {
    apply(url, headers);
    return Promise.resolve();
  },
  renew: () => false,
});

/** User name and password as RFC 7617 writes them. */
const basicCredentials = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

/**
 * The authenticator that a configuration asks for.
 *
 * @param exchange how to reach the token endpoint: through the same proxy and certificates as the registry
 * @param now milliseconds since 1970 UTC
 */
export const createAuthenticator = (auth: AuthConfig, exchange: Exchange, now: () => number): Authenticator => {
  switch (auth.type) {
    case 'none':
      return fixed(() => undefined);
    case 'basic':
      return fixed((_url, headers) => {
        headers['authorization'] = basicCredentials(auth.username, auth.password);
      });
    case 'bearer':
      return fixed((_url, headers) => {
        headers['authorization'] = `Bearer ${auth.token}`;
      });
    case 'api-key':
      return fixed((url, headers) => {
        if (auth.in === 'query') url.searchParams.set(auth.name, auth.key);
        else headers[auth.name.toLowerCase()] = auth.key;
      });
    case 'oauth2-client-credentials':
      return createTokenSource(auth, exchange, now);
  }
};
