import { EtlError } from '../../../core/errors.ts';
import { component } from '../processor/check.ts';
import type { Json, Row, TableSpecification } from '../tables/table.ts';

/**
 * Rows as PostgreSQL's COPY reads them in its text format: a line a row, tabs between columns, `\N` for null.
 * PostgreSQL documentation, "COPY", "Text Format".
 */
type Encode = (value: Json) => string;

// The characters to which COPY gives a meaning, and NUL, which no text may hold.
const special = /[\\\n\r\t\0]/;
const everySpecial = /[\\\n\r\t\0]/g;
// An odd number of backslashes before: an escape, not a text about one.
const refusedInJson = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f]..)/i;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const refused = (message: string): EtlError => new EtlError('VALUE_REFUSED', 'record', message, { component });

const escaped = (text: string): string =>
  special.test(text)
    ? text.replace(everySpecial, (character) => {
        const escape = escapes[character];
        if (escape === undefined) throw refused('a text holds NUL, which PostgreSQL does not take');
        return escape;
      })
    : text;

const asText: Encode = (value) => escaped(value as string);
const asIs: Encode = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
const asBoolean: Encode = (value) => (value === true ? 't' : 'f');

const asJson: Encode = (value) => {
  const text = JSON.stringify(value);
  // `jsonb` takes neither NUL nor half a pair of UTF-16, in whatever way it is written.
  if (text.includes('\\u') && refusedInJson.test(text))
    throw refused('an attribute holds NUL or half a character, which PostgreSQL does not take');
  return escaped(text);
};

const asTextArray: Encode = (value) => {
  const items = (value as readonly string[]).map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`);
  return escaped(`{${items.join(',')}}`);
};

const encoders: Readonly<Record<string, Encode>> = {
  text: asText,
  // Checked to be UUIDs before, or made here: they hold nothing to escape.
  uuid: asIs,
  date: asIs,
  timestamptz: asIs,
  bigint: asIs,
  integer: asIs,
  boolean: asBoolean,
  jsonb: asJson,
  'text[]': asTextArray,
};

/** Makes a line of one row; it ends with a line feed. */
export type RowText = (row: Row) => string;

/**
 * The encoder of a table's rows, columns in the order of the specification.
 *
 * It throws EtlError `record` `VALUE_REFUSED` for a value that PostgreSQL would refuse: COPY ends at the first, so it must
 * not come that far.
 */
export const rowText = (table: TableSpecification): RowText => {
  const columns = Object.entries(table.columns).map(([name, type]) => {
    const encode = encoders[type];
    if (encode === undefined) throw new TypeError(`${table.name}.${name}: no text format for ${type}`);
    return [name, encode] as const;
  });
  return (row) => {
    let line = '';
    let separator = '';
    for (const [name, encode] of columns) {
      const value = row[name] ?? null;
      const text = value === null ? '\\N' : encode(value);
      line += separator + text;
      separator = '\t';
    }
    return `${line}\n`;
  };
};
