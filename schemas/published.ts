import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

/** Schemas of a release, self-contained, by full name. */
export interface PublishedSchemas {
  readonly version: string;
  readonly schemas: Readonly<Record<string, object>>;
}

const folder = new URL('./published/', import.meta.url);

/** The schemas of every release that there was, oldest first: what topics may still hold, and readers still know. */
export const readPublished = (): readonly PublishedSchemas[] =>
  readdirSync(folder)
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }))
    .map((version) => ({
      version,
      schemas: Object.fromEntries(
        readdirSync(new URL(`${version}/`, folder)).map((file) => [
          file.replace(/\.avsc$/, ''),
          JSON.parse(readFileSync(new URL(`${version}/${file}`, folder), 'utf8')) as object,
        ]),
      ),
    }));

/**
 * Keeps the schemas of a release; for the version that is being released, again as often as it takes.
 *
 * @param names of the records that topics carry
 */
export const publish = (version: string, schemas: Readonly<Record<string, object>>, names: readonly string[]): void => {
  mkdirSync(new URL(`${version}/`, folder), { recursive: true });
  for (const name of names)
    writeFileSync(new URL(`${version}/${name}.avsc`, folder), `${JSON.stringify(schemas[name], undefined, 2)}\n`);
};
