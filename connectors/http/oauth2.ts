import { z } from 'zod';
import { EtlError } from '../../core/errors.ts';
import { parseJson } from './body.ts';
import type { AuthConfig } from './config.ts';
import { TransientHttpError, plainAddress, statusError } from './errors.ts';
import type { Exchange } from './exchange.ts';

type OAuth2Auth = Extract<AuthConfig, { type: 'oauth2-client-credentials' }>;

/** A token is renewed this long before it expires, so that none expires on its way, ms. */
const expiryMarginMs = 60_000;
/** Lifetime of a token whose endpoint does not tell it (RFC 6749 only recommends `expires_in`), seconds. */
const assumedLifetime = 300;

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(assumedLifetime),
});

const tokenRequest = (auth: OAuth2Auth): { headers: Record<string, string>; body: string } => {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  if (auth.scope !== undefined) form.set('scope', auth.scope);
  if (auth.audience !== undefined) form.set('audience', auth.audience);
  if (auth.clientAuthentication === 'client_secret_basic') {
    // RFC 6749, section 2.3.1: both parts are form-encoded before they are joined.
    const credentials = `${encodeURIComponent(auth.clientId)}:${encodeURIComponent(auth.clientSecret)}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`;
  } else {
    form.set('client_id', auth.clientId);
    form.set('client_secret', auth.clientSecret);
  }
  return { headers, body: form.toString() };
};

const refused = (url: URL, status: number): EtlError =>
  new EtlError(
    'TOKEN_REFUSED',
    'config',
    `${plainAddress(url)} gave no token (${String(status)}): check auth.tokenUrl, auth.clientId, auth.clientSecret ` +
      'and auth.scope',
    { component: 'connectors/http', field: 'auth', details: { address: plainAddress(url), status } },
  );

/** A lifetime of two minutes or less would be eaten up by the margin: such a token is used for half of its life. */
const usableFor = (lifetimeMs: number): number => Math.max(lifetimeMs - expiryMarginMs, lifetimeMs / 2);

/**
 * Fetches tokens by client credentials (RFC 6749, section 4.4) and keeps one until 60 seconds before it expires.
 * `renew` forgets the token; the client tries a refused request once more, no oftener.
 */
export const createTokenSource = (auth: OAuth2Auth, exchange: Exchange, now: () => number) => {
  const url = new URL(auth.tokenUrl);
  let held: { readonly token: string; readonly until: number } | undefined;

  const fetchToken = async (signal: AbortSignal): Promise<string> => {
    const asked = now();
    const answer = await exchange({ method: 'POST', url, ...tokenRequest(auth) }, signal);
    if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
      throw refused(url, answer.status);
    }
    if (answer.status >= 300) throw statusError(url, answer.status, answer.body.length, answer.retryAfterMs);
    const read = TokenAnswer.safeParse(parseJson(answer.body, url, answer.status));
    if (!read.success) {
      throw new TransientHttpError(
        'TOKEN_MISSING',
        `${plainAddress(url)} answered without an access_token: check auth.tokenUrl`,
        { address: plainAddress(url), status: answer.status, length: answer.body.length },
      );
    }
    held = { token: read.data.access_token, until: asked + usableFor(read.data.expires_in * 1_000) };
    return held.token;
  };

  return {
    async apply(_url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
      const token = held !== undefined && now() < held.until ? held.token : await fetchToken(signal);
      headers['authorization'] = `Bearer ${token}`;
    },
    renew(): boolean {
      held = undefined;
      return true;
    },
  };
};
