/** The keys of an answer that lead to a value, as a path of the configuration names them: `people.edges.node`. */
export type AnswerPath = readonly string[];

/** Reads a path that the configuration has checked. */
export const readPath = (text: string): AnswerPath => text.split('.');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at the end of a path through objects; undefined when a piece of the way is missing. */
export const valueAt = (json: unknown, path: AnswerPath): unknown =>
  path.reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), json);

/**
 * The records at the end of a path; a list on the way stands for each of its items. Nulls among the items are kept: an
 * answer may hold null for a record that it cannot show, and such a one is not gone.
 *
 * @returns undefined when a piece of the way is missing or null: that is no empty page, which would be the end
 */
export const recordsAt = (json: unknown, path: AnswerPath): readonly unknown[] | undefined =>
  collect(json, path, false);

const collect = (json: unknown, path: AnswerPath, inList: boolean): readonly unknown[] | undefined => {
  if (Array.isArray(json)) {
    const found: unknown[] = [];
    for (const item of json as readonly unknown[]) {
      const records = item === null ? [null] : collect(item, path, true);
      if (records === undefined) return undefined;
      found.push(...records);
    }
    return found;
  }
  const [key, ...rest] = path;
  if (key === undefined) return json === null && !inList ? undefined : [json];
  return isObject(json) && Object.hasOwn(json, key) ? collect(json[key], rest, inList) : undefined;
};
