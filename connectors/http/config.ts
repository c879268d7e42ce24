import { z } from 'zod';

const secret = (description: string) => z.string().min(1).meta({ secret: true }).describe(description);

const NoAuth = z.strictObject({ type: z.literal('none').describe('the registry asks for no credentials') });

const BasicAuth = z.strictObject({
  type: z.literal('basic').describe('HTTP basic authentication (RFC 7617)'),
  username: z.string().min(1).describe('user name at the registry'),
  password: secret('password at the registry'),
});

const BearerAuth = z.strictObject({
  type: z.literal('bearer').describe('a fixed bearer token (RFC 6750)'),
  token: secret('bearer token, without the word Bearer'),
});

const ApiKeyAuth = z.strictObject({
  type: z.literal('api-key').describe('a key in a header or in the query of the address'),
  key: secret('the key'),
  in: z.enum(['header', 'query']).default('header').describe('where the registry expects the key'),
  name: z.string().min(1).default('X-API-Key').describe('name of the header or of the query parameter'),
});

const OAuth2Auth = z.strictObject({
  type: z.literal('oauth2-client-credentials').describe('OAuth 2 client credentials grant (RFC 6749, section 4.4)'),
  tokenUrl: z.url().describe('address of the token endpoint'),
  clientId: z.string().min(1).describe('client id at the token endpoint'),
  clientSecret: secret('client secret at the token endpoint'),
  scope: z.string().min(1).optional().describe('scopes to ask for, separated by spaces'),
  audience: z.string().min(1).optional().describe('audience to ask for, where the token endpoint wants one'),
  clientAuthentication: z
    .enum(['client_secret_post', 'client_secret_basic'])
    .default('client_secret_post')
    .describe('how the client shows its secret: in the form or in the Authorization header'),
});

/** How the connector shows who it is; one of five types, told apart by `type`. */
export const AuthConfig = z.discriminatedUnion('type', [NoAuth, BasicAuth, BearerAuth, ApiKeyAuth, OAuth2Auth]);

const RetryConfig = z.strictObject({
  attempts: z.number().int().min(1).max(20).default(5).describe('tries a request gets in all, the first one included'),
  minDelayMs: z.number().int().min(0).default(500).describe('pause before the second try, ms; doubles with each try'),
  maxDelayMs: z
    .number()
    .int()
    .min(0)
    .default(30_000)
    .describe('longest pause between two tries, ms; caps Retry-After too'),
});

const TlsConfig = z.strictObject({
  ca: z.string().min(1).optional().describe('PEM certificates to trust instead of the public ones, as ${file:path}'),
  verify: z.boolean().default(true).describe('false accepts any certificate: for test servers only'),
});

/** The keys of a connection that every registry spoken to over HTTP has. Secrets carry `secret: true` in their meta. */
export const HttpConfig = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).describe('address of the registry, with the path that its services share'),
  auth: AuthConfig.default({ type: 'none' }).describe('credentials for the registry'),
  headers: z.record(z.string(), z.string()).default({}).describe('headers to send with every request'),
  timeoutMs: z.number().int().min(10).default(60_000).describe('longest time for one try, its answer read whole, ms'),
  retry: RetryConfig.prefault({}).describe('how often and how fast a failed request is tried again'),
  maxConcurrent: z.number().int().min(1).default(4).describe('requests under way at the same time'),
  requestsPerSecond: z
    .number()
    .positive()
    .optional()
    .describe('most requests started in a second; unlimited without it'),
  maxResponseBytes: z
    .number()
    .int()
    .min(1_024)
    .default(64 * 1_048_576)
    .describe('largest answer that is read, bytes; a longer one is cut off and reported'),
  proxy: z.url().meta({ secret: true }).optional().describe('HTTP proxy to go through; may carry credentials'),
  tls: TlsConfig.prefault({}).describe('which certificates are trusted'),
});
export type HttpConfig = Readonly<z.infer<typeof HttpConfig>>;
export type AuthConfig = Readonly<z.infer<typeof AuthConfig>>;
