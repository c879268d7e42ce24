import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { detail, type Answer } from './http.ts';

/** The client that may ask for tokens. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Further ways in, each only when it is named; client credentials always work. */
export interface OtherAuth {
  /** A bearer token that never expires. */
  readonly bearer?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly apiKey?: { readonly in: 'header' | 'query'; readonly name: string; readonly value: string };
}

export interface AuthOptions {
  readonly credentials: ClientCredentials;
  /** Seconds that a token is good for. */
  readonly tokenLifetime: number;
  /** Milliseconds since 1970, for the expiry of tokens: real time, unless a test says otherwise. */
  readonly now: () => number;
  readonly other: OtherAuth;
}

/** Issues tokens and checks who is asking. */
export interface Auth {
  /** Answers a request to the token endpoint, as Keycloak does. */
  issue(headers: IncomingHttpHeaders, form: string): Answer;
  /** The answer that refuses a request, or undefined when it may pass. */
  refusal(headers: IncomingHttpHeaders, url: URL): Answer | undefined;
  /** Ends every token that is out, as a restart of the token server does. */
  revokeAll(): void;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const basicPair = (authorization: string | undefined): readonly [string, string] | undefined => {
  const [, encoded] = /^Basic (.+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return [user, password.join(':')];
};

const oauthError = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description },
});

const clientOf = (headers: IncomingHttpHeaders, form: URLSearchParams): readonly [string, string] => {
  const [id, secret] = basicPair(headers.authorization) ?? [form.get('client_id'), form.get('client_secret')];
  return [id ?? '', secret ?? ''];
};

/** Makes the token server and the guard of the search endpoint. */
export const createAuth = (options: AuthOptions): Auth => {
  const { credentials, other } = options;
  const expiries = new Map<string, number>();
  const signingKey = randomBytes(32);

  const createToken = (): string => {
    const issuedAt = Math.floor(options.now() / 1_000);
    const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
      iat: issuedAt,
      exp: issuedAt + Math.ceil(options.tokenLifetime),
      jti: randomUUID(),
      azp: credentials.clientId,
    })}`;
    const token = `${content}.${createHmac('sha256', signingKey).update(content).digest('base64url')}`;
    expiries.set(token, options.now() + options.tokenLifetime * 1_000);
    return token;
  };

  const passesOtherwise = (headers: IncomingHttpHeaders, url: URL): boolean => {
    const { basic, apiKey } = other;
    const pair = basicPair(headers.authorization);
    if (basic !== undefined && pair?.[0] === basic.username && pair[1] === basic.password) return true;
    if (apiKey === undefined) return false;
    const given = apiKey.in === 'header' ? headers[apiKey.name.toLowerCase()] : url.searchParams.get(apiKey.name);
    return given === apiKey.value;
  };

  return {
    issue: (headers, text) => {
      const form = new URLSearchParams(text);
      const grant = form.get('grant_type');
      if (grant === null) return oauthError(400, 'invalid_request', 'Missing form parameter: grant_type');
      if (grant !== 'client_credentials') return oauthError(400, 'unsupported_grant_type', 'Unsupported grant_type');
      const [id, secret] = clientOf(headers, form);
      if (id !== credentials.clientId || secret !== credentials.clientSecret) {
        return oauthError(401, 'invalid_client', 'Invalid client or Invalid client credentials');
      }
      return {
        status: 200,
        body: {
          access_token: createToken(),
          expires_in: options.tokenLifetime,
          refresh_expires_in: 0,
          token_type: 'Bearer',
          'not-before-policy': 0,
          scope: '',
        },
      };
    },
    refusal: (headers, url) => {
      if (passesOtherwise(headers, url)) return undefined;
      const token = (headers.authorization ?? '').replace(/^Bearer/, '').trim();
      if (token === '') return detail(401, 'Missing authorization header.');
      if (token === other.bearer || (expiries.get(token) ?? -Infinity) > options.now()) return undefined;
      return detail(401, 'Invalid Access Token');
    },
    revokeAll: () => {
      expiries.clear();
    },
  };
};
