import { pipeline } from 'node:stream';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { notJson, tooLarge, unknownEncoding } from './errors.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Decompresses an answer. None is asked for, but some servers compress all the same; it is read piece by piece, so that
 * the size limit holds for what comes out and a small answer cannot fill the memory.
 *
 * @param encoding the header `content-encoding`
 * @throws EtlError `RESPONSE_ENCODING_UNKNOWN` (config)
 */
export const decoded = (stream: Readable, encoding: string | undefined, url: URL): Readable => {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return stream;
  const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (decoder === undefined) {
    // undici reports the end of a body that nobody has read as an error of the stream.
    stream.on('error', () => undefined).destroy();
    throw unknownEncoding(url);
  }
  // What goes wrong is thrown to whoever reads the decoder.
  return pipeline(stream, decoder(), () => undefined);
};

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
export const parseJson = (body: Buffer, url: URL, status: number): unknown =>
  parseJsonText(body.toString('utf8'), url, status);

/** As {@link parseJson}, for an answer that is text already. */
export const parseJsonText = (text: string, url: URL, status: number): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw notJson(url, status, Buffer.byteLength(text), positionOf(thrown));
  }
};
