import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { EtlError } from '../../../core/errors.ts';

/** A file of rows, all read. */
export interface Table {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const delimiters = [',', ';', '\t', '|'] as const;

/** The sign that the first line has most of. */
const delimiterOf = (line: string): string =>
  delimiters.reduce((best, sign) => (line.split(sign).length > line.split(best).length ? sign : best), ',');

const firstLine = async (file: string): Promise<string> => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(65_536), position: 0 });
    return buffer.toString('utf8', 0, bytesRead).split(/\r?\n/u, 1)[0] ?? '';
  } finally {
    await handle.close();
  }
};

const unreadable = (file: string, cause: unknown): EtlError =>
  new EtlError(
    'FILE_UNREADABLE',
    'config',
    `${file} cannot be read as CSV: ${cause instanceof Error ? cause.message : String(cause)}`,
    { component: 'runtime/cli/records', field: 'records' },
    cause,
  );

/**
 * Reads a CSV file with a header line: UTF-8, parted by commas, semicolons, tabs or bars, quoted after RFC 4180. Spaces
 * around values go; rows that are too short are filled up.
 *
 * @param onRow told now and then how many rows were read
 * @throws EtlError `FILE_UNREADABLE`; `FILE_EMPTY` without a header or without rows
 */
export const readTable = async (file: string, onRow: (rows: number) => void, signal: AbortSignal): Promise<Table> => {
  const rows: string[][] = [];
  try {
    const parser = parse({
      bom: true,
      delimiter: delimiterOf(await firstLine(file)),
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
    const stream = createReadStream(file, { signal });
    stream.on('error', (error) => parser.destroy(error));
    stream.pipe(parser);
    for await (const row of parser) {
      rows.push(row as string[]);
      if (rows.length % 10_000 === 0) onRow(rows.length);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(file, error);
  }
  const [headers, ...records] = rows;
  if (headers === undefined || records.length === 0) {
    throw new EtlError('FILE_EMPTY', 'config', `${file} has no rows under a header line`, {
      component: 'runtime/cli/records',
      field: 'records',
    });
  }
  return { headers, rows: records };
};
