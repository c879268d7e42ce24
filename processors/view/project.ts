import { createHash, createHmac } from 'node:crypto';
import type { Registrant } from '../../schemas/generated/Registrant.ts';
import type { ViewDefinition } from './definition.ts';

/** Gives an id, or another keyed hash, the form that a view shows it in. */
export type ShownId = (id: string) => string;

/**
 * Ids of a view. Pseudonyms are 128 bits of an HMAC-SHA-256 over view and id, as hex: nobody without the deployment's
 * secret can make them, or tell that two views show the same person by them.
 *
 * @param secret the deployment's
 */
export const shownIds = ({ name, ids }: Pick<ViewDefinition, 'name' | 'ids'>, secret: string): ShownId =>
  ids === 'registrant'
    ? (id) => id
    : (id) =>
        createHmac('sha256', secret)
          .update(JSON.stringify(['view', name, id]))
          .digest('hex')
          .slice(0, 32);

const chosenAttributes = (attributes: Registrant['attributes'], names: readonly string[]): Registrant['attributes'] =>
  Object.fromEntries(names.flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]])));

/** Whether a view shows a registrant; one that is sealed off is shown to nobody. */
export const isShown = ({ sealed, programs }: Registrant, view: ViewDefinition): boolean =>
  !sealed && (view.programs === undefined || view.programs.some((program) => programs.includes(program)));

/** The state of a registrant as a view shows it: the fields that it was given, with its ids. */
export const projected = (registrant: Registrant, view: ViewDefinition, shownId: ShownId): Record<string, unknown> => {
  const all = registrant as unknown as Readonly<Record<string, unknown>>;
  const { identifierTypes } = view;
  const identifiers = registrant.identifiers.filter(
    ({ type }) => identifierTypes === undefined || identifierTypes.includes(type),
  );
  // Which programmes somebody is proposed for beside the view's own is none of its readers' business.
  const programs = registrant.programs.filter((program) => view.programs?.includes(program) ?? true);
  const shown = { ...all, identifiers, programs };
  return {
    registrantId: shownId(registrant.registrantId),
    version: registrant.version,
    status: registrant.status,
    mergedInto: registrant.mergedInto === null ? null : shownId(registrant.mergedInto),
    mergedFrom: registrant.mergedFrom.map(shownId),
    ...Object.fromEntries(view.fields.map((field) => [field, (shown as Readonly<Record<string, unknown>>)[field]])),
    ...(view.attributes.length === 0
      ? {}
      : { attributes: chosenAttributes(registrant.attributes, [...view.attributes].sort()) }),
  };
};

/** Tells states apart by what they show: a change of what is not shown is no change. */
export const contentHash = (state: Readonly<Record<string, unknown>>): string =>
  createHash('sha256')
    .update(JSON.stringify({ ...state, version: 0 }))
    .digest('base64url');
