import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer that is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The largest request that the simulator reads, bytes. */
const requestLimit = 1_000_000;

/** FastAPI's way of refusing: `{"detail": …}`. */
export const detail = (status: number, message: unknown): Answer => ({ status, body: { detail: message } });

/**
 * Reads the whole body of a request as text.
 *
 * @throws RangeError when it is larger than a megabyte
 */
export const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > requestLimit) throw new RangeError('the request is larger than a megabyte');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** Sends text as it is. */
export const sendText = (
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  });
  response.end(text);
};

/** Sends an answer as JSON. */
export const send = (response: ServerResponse, answer: Answer): void => {
  sendText(response, answer.status, JSON.stringify(answer.body), answer.headers);
};
