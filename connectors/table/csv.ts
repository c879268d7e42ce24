import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { TextDecoder } from 'node:util';
import { parse, type CsvError, type Info, type Parser } from 'csv-parse';
import { EtlError } from '../../core/errors.ts';
import { component } from './errors.ts';
import type { OpenTable, Table, TableRow } from './rows.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/** A row beyond this is a quotation mark that nobody closed, and not a row. */
const LONGEST_ROW = 1_000_000;

/** What is looked at to see which sign parts the columns, bytes. */
const BEGINNING = 65_536;

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

const problem = (code: string, file: string, text: string, thrown?: unknown): EtlError => {
  const systemCode = (thrown as { readonly code?: unknown } | undefined)?.code;
  const details = typeof systemCode === 'string' ? { error: systemCode } : {};
  // No cause: what a parser says quotes the file.
  return new EtlError(code, 'config', `${file} ${text}`, { component, field: 'file', details });
};

const decoderOf = (encoding: string): TextDecoder => {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new EtlError(
      'ENCODING_UNKNOWN',
      'config',
      `there is no encoding ${encoding}; say utf-8 or windows-1252, say`,
      {
        component,
        field: 'encoding',
      },
    );
  }
};

const decodedBy = (decoder: TextDecoder): Transform =>
  new Transform({
    readableObjectMode: false,
    transform(chunk: Buffer, _encoding, done) {
      try {
        done(null, decoder.decode(chunk, { stream: true }));
      } catch (thrown) {
        done(thrown as Error);
      }
    },
    flush(done) {
      try {
        done(null, decoder.decode());
      } catch (thrown) {
        done(thrown as Error);
      }
    },
  });

const encodings: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The encoding that a byte order mark tells; undefined without one. */
const markedEncoding = (start: Buffer): string | undefined =>
  encodings.find(([, mark]) => mark.every((byte, index) => start[index] === byte))?.[0];

const beginningOf = async (file: string): Promise<{ readonly start: Buffer; readonly size: number }> => {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(BEGINNING), position: 0 });
      return { start: buffer.subarray(0, bytesRead), size: (await handle.stat()).size };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw problem('FILE_UNREADABLE', file, 'cannot be read; is it there, and may this user read it?', thrown);
  }
};

/** The sign that the heading line has most of. */
const delimiterOf = (start: Buffer, encoding: string): string => {
  const [line = ''] = new TextDecoder(encoding).decode(start).split(/\r?\n/u, 1);
  return delimiters.reduce((best, sign) => (line.split(sign).length > line.split(best).length ? sign : best), ',');
};

const readingFailed = (file: string, encoding: string, line: number, thrown: unknown): EtlError => {
  const { code } = thrown as Partial<CsvError>;
  const after = `after line ${String(line)}`;
  if (thrown instanceof TypeError)
    return problem(
      'FILE_ENCODING',
      file,
      `is not ${encoding} somewhere ${after}; say --encoding windows-1252, or whatever it was saved as`,
    );
  if (typeof code === 'string' && code.startsWith('CSV_'))
    return problem('FILE_NO_CSV', file, `is no CSV ${after} (${code}); look for a quotation mark that is not closed`);
  return problem('FILE_UNREADABLE', file, `cannot be read on ${after}`, thrown);
};

const cellsOf = (columns: readonly string[], record: readonly string[]): TableRow['cells'] =>
  Object.fromEntries(columns.map((column, index) => [column, record[index] === '' ? null : (record[index] ?? null)]));

/** The line on which a row begins, for `info` tells the one on which it ends. */
const lineOf = ({ record, info }: Parsed): number =>
  info.lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0);

class OpenCsv implements OpenTable {
  readonly columns: readonly string[];
  readonly #rows: AsyncIterator<Parsed>;
  readonly #failed: (thrown: unknown) => EtlError;
  readonly #progress: () => number;
  readonly #stop: () => void;

  constructor(
    columns: readonly string[],
    rows: AsyncIterator<Parsed>,
    way: { readonly failed: (thrown: unknown) => EtlError; readonly progress: () => number; readonly stop: () => void },
  ) {
    this.columns = columns;
    this.#rows = rows;
    this.#failed = way.failed;
    this.#progress = way.progress;
    this.#stop = way.stop;
  }

  async next(rows: number, signal: AbortSignal): Promise<readonly TableRow[]> {
    const found: TableRow[] = [];
    try {
      while (found.length < rows) {
        signal.throwIfAborted();
        const step = await this.#rows.next();
        if (step.done === true) break;
        const { record } = step.value;
        const misplaced = record.length === this.columns.length ? {} : { cellsFound: record.length };
        found.push({ place: lineOf(step.value), cells: cellsOf(this.columns, record), ...misplaced });
      }
    } catch (thrown) {
      signal.throwIfAborted();
      throw this.#failed(thrown);
    }
    return found;
  }

  progress(): number {
    return this.#progress();
  }

  close(): Promise<void> {
    this.#stop();
    return Promise.resolve();
  }
}

const headings = (file: string, record: readonly string[] | undefined): readonly string[] => {
  if (record === undefined) throw problem('FILE_EMPTY', file, 'is empty: its first line must name the columns');
  const twice = record.find((name, index) => record.indexOf(name) < index);
  if (twice !== undefined)
    throw problem(
      'COLUMN_TWICE',
      file,
      `has two columns called ${twice === '' ? '(nothing)' : twice}; name them apart`,
    );
  return record;
};

/**
 * A CSV file whose first line names the columns: parted by commas, semicolons, tabs or bars, quoted after RFC 4180, with or
 * without a byte order mark. It is read as it is needed, so that its size does not matter. Rows without any value are passed
 * over; spaces around values go.
 *
 * @param encoding a label of the Encoding Standard; a byte order mark wins over it
 * @see RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 */
export const csvTable = (file: string, encoding = 'utf-8'): Table => ({
  unit: 'line',
  async open() {
    const { start, size } = await beginningOf(file);
    const known = markedEncoding(start) ?? encoding;
    const decoder = decoderOf(known);
    const parser: Parser = parse({
      delimiter: delimiterOf(start, known),
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: LONGEST_ROW,
    });
    const bytes = createReadStream(file);
    const stop = new AbortController();
    const flown = pipeline(bytes, decodedBy(decoder), parser, { signal: stop.signal });
    // It fails the parser, too, and from there it is told.
    flown.catch(() => undefined);
    const rows = parser[Symbol.asyncIterator]() as AsyncIterator<Parsed>;
    const failed = (thrown: unknown): EtlError => readingFailed(file, known, parser.info.lines, thrown);
    const way = {
      failed,
      progress: () => (size === 0 ? 1 : bytes.bytesRead / size),
      stop: () => {
        stop.abort();
      },
    };
    let first: IteratorResult<Parsed, unknown>;
    try {
      first = await rows.next();
    } catch (thrown) {
      throw failed(thrown);
    }
    return new OpenCsv(headings(file, first.done === true ? undefined : first.value.record), rows, way);
  },
});
