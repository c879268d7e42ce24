/** What a view for partners shows, and of whom. It never changes: another selection is another view (ADR 22). */
export interface ViewDefinition {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Logical name of its topic. */
  readonly topic: string;
  /** Fields of a registrant, of {@link viewFields}. */
  readonly fields: readonly string[];
  /** Names within a registrant's `attributes`. */
  readonly attributes: readonly string[];
  /** Types of the identifiers that it shows, with the field `identifiers`; absent: all. */
  readonly identifierTypes?: readonly string[] | undefined;
  /** It shows those who are proposed for one of these programmes; absent: everybody. */
  readonly programs?: readonly string[] | undefined;
  /** `pseudonymous`: ids of this view's own, which neither the registry nor another view has. */
  readonly ids: 'registrant' | 'pseudonymous';
}

/**
 * Fields that a view may be given. What says where a value came from (`sources`, `fieldSources`, `cause`, `importRun`) and
 * whether somebody is sealed off are nobody else's; `attributes` are given one by one.
 */
export const viewFields = [
  'fullName',
  'givenName',
  'familyName',
  'additionalName',
  'sex',
  'birthDate',
  'birthPlace',
  'deceased',
  'deathDate',
  'disabled',
  'address',
  'area',
  'email',
  'registrationDate',
  'identifiers',
  'phones',
  'programs',
] as const;

/** What every state of a view has: without it nobody could follow merges or drop what is stale. */
export const alwaysShown = ['registrantId', 'version', 'status', 'mergedInto', 'mergedFrom'] as const;

/** Name of a view's stage in offsets, groups and transactional ids. */
export const viewStage = (view: string): `view.${string}` => `view.${view}`;

/** Where a view shows people, and under which ids. */
export type ViewPlace = Pick<ViewDefinition, 'name' | 'topic' | 'ids'>;

/** Reads what {@link definitionText} has written, as far as it says where a view's people are. */
export const placeIn = (name: string, text: string): ViewPlace => {
  const { topic, ids } = JSON.parse(text) as ViewPlace;
  return { name, topic, ids };
};

/** A definition as text: two that show the same have the same text, in whatever order they were written. */
export const definitionText = ({
  topic,
  fields,
  attributes,
  identifierTypes,
  programs,
  ids,
}: ViewDefinition): string => {
  const sorted = (names: readonly string[] | undefined): readonly string[] | null =>
    names === undefined ? null : [...new Set(names)].sort();
  return JSON.stringify({
    topic,
    fields: sorted(fields),
    attributes: sorted(attributes),
    identifierTypes: sorted(identifierTypes),
    programs: sorted(programs),
    ids,
  });
};
