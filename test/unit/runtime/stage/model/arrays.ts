/** How PostgreSQL reads an element of an array, by the object identifier of its type (pg_type.dat). */
const readers: Readonly<Record<number, (bytes: Buffer) => unknown>> = {
  17: (bytes) => Buffer.from(bytes),
  20: (bytes) => Number(bytes.readBigInt64BE()),
  23: (bytes) => bytes.readInt32BE(),
  25: (bytes) => bytes.toString('utf8'),
  2950: (bytes) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
};

const HEADER = 20;

/** The elements of an array of one dimension in PostgreSQL's binary form (`array_recv`). */
const elementsOf = (array: Buffer): readonly unknown[] => {
  const read = readers[array.readInt32BE(8)];
  if (read === undefined)
    throw new TypeError(`the model does not read elements of type ${String(array.readInt32BE(8))}`);
  const elements: unknown[] = [];
  let at = HEADER;
  for (let left = array.readInt32BE(12); left > 0; left -= 1) {
    const length = array.readInt32BE(at);
    at += 4;
    elements.push(length < 0 ? null : read(array.subarray(at, at + length)));
    at += Math.max(0, length);
  }
  return elements;
};

/**
 * The rows of `unnest($7::bigint[], $8::text[]) as u("a", "b")` in a statement's text.
 *
 * @returns none when the text has no such item
 */
export const unnested = (text: string, values: readonly unknown[]): readonly Readonly<Record<string, unknown>>[] => {
  const [, parameters = '', names = ''] = /unnest\(([^)]*)\) as u\(([^)]*)\)/.exec(text) ?? [];
  const arrays = [...parameters.matchAll(/\$(\d+)::/g)].map(([, one]) => elementsOf(values[Number(one) - 1] as Buffer));
  const columns = [...names.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);
  return (arrays[0] ?? []).map((_, row) =>
    Object.fromEntries(columns.map((name, column) => [name, arrays[column]?.[row]])),
  );
};
