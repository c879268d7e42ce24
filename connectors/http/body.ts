import type { Readable } from 'node:stream';
import { notJson, tooLarge } from './errors.ts';

/**
 * Reads an answer into memory, but never more than `limit` bytes of it: above them the stream is destroyed.
 *
 * @throws EtlError `RESPONSE_TOO_LARGE` (config)
 */
export const readLimited = async (stream: Readable, limit: number, url: URL): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (length > limit) throw tooLarge(url, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
};

const positionOf = (thrown: unknown): number | undefined => {
  const match = thrown instanceof Error ? /position (\d+)/.exec(thrown.message) : null;
  return match === null ? undefined : Number(match[1]);
};

/**
 * Parses an answer. The parser's own message quotes the text around the fault, which may be a person's data: only the
 * position is kept.
 *
 * @throws TransientHttpError `RESPONSE_NOT_JSON`
 */
export const parseJson = (body: Buffer, url: URL, status: number): unknown => {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (thrown) {
    throw notJson(url, status, body.length, positionOf(thrown));
  }
};
