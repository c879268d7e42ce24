import type { Identifier, Phone } from '../../schemas/generated/types.ts';
import type { NormalisedIdentifier } from '../normalise/index.ts';
import { comparableText } from '../normalise/index.ts';
import type { View } from './view.ts';
import { provenanceOf, viewName } from './view.ts';

/**
 * Chooses a golden record's values field by field: the first view in the order of preference that has one; an absent
 * value never outvotes a present one. Notes where each came from.
 *
 * @typeParam V the kind of view
 */
export class Choice<V extends View> {
  /** Field name to `<record key>/<import>`. */
  readonly fieldSources: Record<string, string> = {};
  readonly #views: readonly V[];

  /** @param views in the order of preference */
  constructor(views: readonly V[]) {
    this.#views = views;
  }

  /**
   * @param field name under which the value's source is noted
   * @param read the field's value in a view
   * @param isDoubtful a value to take only when no view has a better one, such as a date that cannot be read
   */
  of<T>(
    field: string,
    read: (fields: V['fields']) => T | null,
    isDoubtful: (value: T) => boolean = () => false,
  ): T | null {
    let doubtful: { readonly value: T; readonly from: V } | undefined;
    for (const view of this.#views) {
      const value = read(view.fields);
      if (value === null) continue;
      if (!isDoubtful(value)) return this.#take(field, value, view);
      doubtful ??= { value, from: view };
    }
    return doubtful === undefined ? null : this.#take(field, doubtful.value, doubtful.from);
  }

  #take<T>(field: string, value: T, view: V): T {
    this.fieldSources[field] = viewName(view);
    return value;
  }
}

const unite = <T>(lists: readonly (readonly T[])[], nameOf: (item: T) => string): T[] => {
  const found = new Map<string, T>();
  for (const list of lists) {
    for (const item of list) {
      const name = nameOf(item);
      if (!found.has(name)) found.set(name, item);
    }
  }
  return [...found.values()];
};

const identifierName = ({ type, issuer, value }: NormalisedIdentifier): string =>
  `${type}\t${issuer === null ? '' : comparableText(issuer)}\t${value}`;

const published = ({ type, value, issuer, expiry, status }: NormalisedIdentifier): Identifier => ({
  type,
  value,
  issuer,
  expiry,
  status,
  endDate: null,
});

/** What persons and groups have in common in their golden records. */
export const commonOf = (views: readonly View[]) => ({
  identifiers: unite(
    views.map(({ fields }) => fields.identifiers),
    identifierName,
  ).map(published),
  phones: unite<Phone>(
    views.map(({ fields }) => fields.phones),
    ({ e164, number }) => e164 ?? number,
  ),
  attributes: attributesOf(views),
  // Who is gone or out of an import's scope is proposed for nothing by it.
  programs: [...new Set(views.flatMap(({ state, programs }) => (state === 'present' ? programs : [])))].sort(),
  sources: [...views].sort((a, b) => (viewName(a) < viewName(b) ? -1 : 1)).map(provenanceOf),
});

const attributesOf = (views: readonly View[]): Record<string, string> => {
  const found = new Map<string, string>();
  for (const { fields } of views) {
    for (const [name, value] of Object.entries(fields.attributes)) if (!found.has(name)) found.set(name, value);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};
