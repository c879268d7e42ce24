import type { FirstSeen, Provenance, RecordState, SourceGroup, SourcePerson } from '../../schemas/generated/types.ts';
import type { NormalisedGroup, NormalisedPerson } from '../normalise/index.ts';
import { normaliseGroup, normalisePerson } from '../normalise/index.ts';

interface ViewBase {
  readonly recordKey: string;
  readonly source: string;
  readonly import: string;
  readonly priority: number;
  readonly version: number;
  readonly state: RecordState;
  readonly firstSeen: FirstSeen;
  readonly observedAt: number;
  readonly importRun: string;
  readonly submission: string | null;
  /** The record's id in a registry that was adopted; absent where it comes from one that is polled. */
  readonly ownId?: string;
  readonly programs: readonly string[];
  readonly contentHash: string;
  /** Why the going of a record that was there is kept back: it counts as present until that is let go. */
  readonly withheld?: string;
}

/** A person's record as one import shows it, normalised. */
export interface PersonView extends ViewBase {
  readonly kind: 'individual';
  readonly fields: NormalisedPerson;
}

/** A group's record as one import shows it, normalised. */
export interface GroupView extends ViewBase {
  readonly kind: 'group';
  readonly fields: NormalisedGroup;
}

/**
 * The newest state of a record in one import, without its original JSON: what the resolver keeps of an event of
 * `source.records`.
 */
export type View = PersonView | GroupView;

const baseOf = (record: SourcePerson | SourceGroup): ViewBase => ({
  recordKey: record.recordKey,
  source: record.source,
  import: record.import,
  priority: record.priority,
  version: record.version,
  state: record.state,
  firstSeen: record.firstSeen,
  observedAt: record.observedAt,
  importRun: record.importRun,
  submission: record.submission,
  ...(record.ownId === null ? {} : { ownId: record.ownId }),
  programs: record.programs,
  contentHash: record.contentHash,
});

/** Normalises a person's record into its view. */
export const personView = (record: SourcePerson): PersonView => ({
  ...baseOf(record),
  kind: 'individual',
  fields: normalisePerson(record),
});

/** Normalises a group's record into its view. */
export const groupView = (record: SourceGroup): GroupView => ({
  ...baseOf(record),
  kind: 'group',
  fields: normaliseGroup(record),
});

/** Names a view: `<record key>/<import>`. */
export const viewName = (view: View): string => `${view.recordKey}/${view.import}`;

/** Orders texts by their UTF-16 units, whatever the language. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Orders moments of first publication: time, then source, then sequence. */
export const compareFirstSeen = (a: FirstSeen, b: FirstSeen): number =>
  a.time - b.time || compareText(a.source, b.source) || a.sequence - b.sequence;

/**
 * The order in which views are asked for a value of the golden record: present ones before those that are gone, lower
 * priority number first, then the newest observation. Total, so that the outcome depends on nothing else.
 */
export const comparePreference = (a: View, b: View): number =>
  Number(a.state !== 'present') - Number(b.state !== 'present') ||
  a.priority - b.priority ||
  b.observedAt - a.observedAt ||
  b.version - a.version ||
  compareText(viewName(a), viewName(b));

/** Views as registrants and groups show them: what is kept back is still there. */
export const shownViews = <V extends View>(views: readonly V[]): readonly V[] =>
  views.some(({ withheld }) => withheld !== undefined)
    ? views.map((view) => (view.withheld === undefined ? view : { ...view, state: 'present' }))
    : views;

/** Where a view comes from, as registrants and groups tell it. */
export const provenanceOf = (view: View): Provenance => ({
  recordKey: view.recordKey,
  source: view.source,
  import: view.import,
  state: view.state,
  version: view.version,
  firstSeen: view.firstSeen,
  observedAt: view.observedAt,
  importRun: view.importRun,
  ownId: view.ownId ?? null,
});
