import { EtlError } from '../../core/errors.ts';

const component = 'connectors/http';

/** Facts of a failed exchange that hold no personal data: never a body, never a query string. */
export type HttpDetails = Readonly<Record<string, string | number | boolean>>;

/**
 * A failed exchange with a registry that may succeed when it is tried again.
 *
 * `retryAfterMs` is what the server asked for (`Retry-After`), if it did, in milliseconds.
 */
export class TransientHttpError extends EtlError {
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, details: HttpDetails, retryAfterMs?: number, cause?: unknown) {
    super(code, 'transient', message, { component, details }, cause);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Address without query and credentials, fit for messages. */
export const plainAddress = (url: URL): string => `${url.origin}${url.pathname}`;

const networkCode = (cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
};

/** The registry could not be reached, or hung up in the middle of its answer. */
export const unreachable = (url: URL, cause: unknown): TransientHttpError =>
  new TransientHttpError(
    'REGISTRY_UNREACHABLE',
    `no complete answer from ${plainAddress(url)} (${networkCode(cause)}): check the address, the network and the ` +
      'proxy; a certificate that is not trusted needs tls.ca',
    { address: plainAddress(url), reason: networkCode(cause) },
    undefined,
    cause,
  );

/** One try took longer than `timeoutMs`. */
export const timedOut = (url: URL, timeoutMs: number): TransientHttpError =>
  new TransientHttpError(
    'REGISTRY_TIMEOUT',
    `${plainAddress(url)} did not answer within ${String(timeoutMs)} ms: lower pageSize or raise timeoutMs`,
    { address: plainAddress(url), timeoutMs },
  );

/** The answer is not JSON, or ends in the middle. */
export const notJson = (url: URL, status: number, length: number, position: number | undefined): TransientHttpError =>
  new TransientHttpError(
    'RESPONSE_NOT_JSON',
    `${plainAddress(url)} answered ${String(status)} with ${String(length)} bytes that are not complete JSON: ` +
      'check that the address is that of the service and that no proxy answers in its place',
    { address: plainAddress(url), status, length, ...(position === undefined ? {} : { position }) },
  );

/** The answer is larger than `maxResponseBytes`; asking again would not make it smaller. */
export const tooLarge = (url: URL, limit: number): EtlError =>
  new EtlError(
    'RESPONSE_TOO_LARGE',
    'config',
    `${plainAddress(url)} answered with more than ${String(limit)} bytes: lower pageSize or raise maxResponseBytes`,
    { component, field: 'maxResponseBytes', details: { address: plainAddress(url), limit } },
  );

/** The answer is compressed in a way that was not asked for and cannot be read. */
export const unknownEncoding = (url: URL): EtlError =>
  new EtlError(
    'RESPONSE_ENCODING_UNKNOWN',
    'config',
    `${plainAddress(url)} compresses its answers in a way that cannot be read, though none was asked for: look for a ` +
      'proxy in between that does it',
    { component, details: { address: plainAddress(url) } },
  );

const configError = (code: string, message: string, url: URL, status: number): EtlError =>
  new EtlError(code, 'config', message, { component, details: { address: plainAddress(url), status } });

const explanations: Readonly<Record<number, readonly [code: string, advice: string]>> = {
  401: ['REGISTRY_REFUSED_CREDENTIALS', 'the credentials are not accepted: check the keys under auth'],
  403: ['REGISTRY_FORBIDS', 'the credentials lack a right: ask the registry for read access to registrants'],
  404: ['REGISTRY_PATH_NOT_FOUND', 'there is no such path: check baseUrl and the path of the service'],
  405: ['REGISTRY_PATH_NOT_FOUND', 'the path takes no such request: check baseUrl and the path of the service'],
  407: ['PROXY_REFUSED_CREDENTIALS', 'the proxy wants credentials: put them into proxy'],
  422: ['REGISTRY_REFUSED_REQUEST', 'the request does not fit its schema: check the version of the registry'],
};

const transientStatus = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/**
 * What an answer outside 2xx means: `transient` for 408, 425, 429 and 5xx, `config` for the rest.
 *
 * @param retryAfterMs what the server asked for, already capped, ms
 */
export const statusError = (url: URL, status: number, length: number, retryAfterMs: number | undefined): EtlError => {
  const address = plainAddress(url);
  if (transientStatus(status)) {
    const [code, advice] =
      status === 429
        ? ['REGISTRY_THROTTLES', 'lower requestsPerSecond']
        : ['REGISTRY_FAILED', 'it is tried again; if it lasts, look into the log of the registry'];
    return new TransientHttpError(
      code,
      `${address} answered ${String(status)}: ${advice}`,
      { address, status, length },
      retryAfterMs,
    );
  }
  if (status >= 300 && status < 400) {
    const advice = 'redirections are not followed, lest credentials go astray: set baseUrl to the final address';
    return configError('REGISTRY_REDIRECTS', `${address} answered ${String(status)}: ${advice}`, url, status);
  }
  const [code, advice] = explanations[status] ?? ['REGISTRY_REFUSED_REQUEST', 'it refuses the request as such'];
  return configError(code, `${address} answered ${String(status)}: ${advice}`, url, status);
};
