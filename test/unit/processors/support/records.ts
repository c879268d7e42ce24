import type { InputRecord } from '../../../../core/streamProcessor.ts';
import type {
  AreaRelease,
  ChangeGuard,
  Enrolment,
  HoldSwitch,
  ImportRun,
  ModelActivation,
  ModelActivationStep,
  Reclustering,
  SourceGroup,
  SourceIdentifier,
  SourceLinks,
  SourcePerson,
  Verdict,
} from '../../../../schemas/generated/types.ts';

/** 2026-01-15, when the invented registries are polled. */
export const polledAt = Date.UTC(2026, 0, 15);

/** A valid national id of a unique type, unless told otherwise. */
export const nationalId = (value: string, more: Partial<SourceIdentifier> = {}): SourceIdentifier => ({
  type: 'National ID',
  value,
  issuer: null,
  expiry: null,
  uniqueness: 'unique',
  wellFormed: true,
  ...more,
});

/** What tests say of a record; `seen` is its place in the order of first sight. */
export interface Told {
  readonly seen?: number;
}

const baseOf = (recordKey: string, told: Told & { version?: number | undefined }) => ({
  recordKey,
  source: 'north',
  import: 'individuals',
  priority: 1,
  country: 'PH',
  version: 1,
  state: 'present' as const,
  firstSeen: { time: 1_000 + (told.seen ?? 0), source: 'north', sequence: told.seen ?? 0 },
  observedAt: polledAt + (told.version ?? 1),
  importRun: 'run-1',
  submission: null,
  ownId: null,
  programs: [],
  contentHash: JSON.stringify(told),
  identifiers: [],
  phones: [],
  attributes: {},
  raw: null,
});

/** A person's record with as much said of it as the test needs. */
export const person = (recordKey: string, { seen, ...told }: Told & Partial<SourcePerson> = {}): SourcePerson => ({
  ...baseOf(recordKey, { ...told, ...(seen === undefined ? {} : { seen }) }),
  fullName: `Person ${recordKey}`,
  givenName: null,
  familyName: null,
  additionalName: null,
  sex: null,
  birthDate: null,
  birthPlace: null,
  deathDate: null,
  deceased: null,
  disabled: null,
  sealed: null,
  address: null,
  area: null,
  email: null,
  registrationDate: null,
  ...told,
});

/** A group's record with members given by record key; the first is its head unless `members` says more. */
export const group = (
  recordKey: string,
  memberKeys: readonly string[],
  { seen, ...told }: Told & Partial<SourceGroup> = {},
): SourceGroup => ({
  ...baseOf(recordKey, { ...told, ...(seen === undefined ? {} : { seen }) }),
  import: 'groups',
  name: `Household ${recordKey}`,
  groupKind: 'Household',
  partial: null,
  address: null,
  area: null,
  registrationDate: null,
  members: memberKeys.map((memberKey, index) => ({
    recordKey: memberKey,
    kinds: index === 0 ? ['Head'] : [],
    startDate: null,
    endDate: null,
    relation: null,
  })),
  ...told,
});

/** The marker of the run that the records belong to. */
export const runMarker = (phase: ImportRun['phase']): ImportRun => ({
  runId: 'run-1',
  source: 'north',
  import: 'individuals',
  mode: 'complete',
  phase,
  startedAt: polledAt,
  endedAt: phase === 'started' ? null : polledAt + 60_000,
  published: 0,
  skippedUnchanged: 0,
  skippedWithoutIdentifier: 0,
  withdrawalsPending: 0,
  withdrawalsHeld: 0,
  deadLettered: 0,
  refusedErased: 0,
});

/** A person's verdict on two records, whichever way round they are named. */
export const verdict = (a: string, b: string, judgement: Verdict['judgement']): Verdict => ({
  lowerRecordKey: a < b ? a : b,
  higherRecordKey: a < b ? b : a,
  judgement,
  decidedBy: 'registrar',
  note: null,
  decidedAt: polledAt,
});

/** What became of an enrolment. */
export const enrolment = (registrantId: string, state: string): Enrolment => ({
  registrantId,
  program: 'Cash for work',
  state,
  changedAt: polledAt,
});

/** A tombstone under a key of `source.records`. */
export interface Tombstone {
  readonly tombstone: string;
}

/** The erasure of what an import told of a record. */
export const erasure = (recordKey: string, door = 'individuals'): Tombstone => ({ tombstone: `${recordKey}/${door}` });

/** An operator's switch. */
export const holdSwitch = (kind: HoldSwitch['kind'], on: boolean): HoldSwitch => ({
  kind,
  on,
  decidedBy: 'operator',
  note: null,
  decidedAt: polledAt,
});

/** Lets go what the guard of an area holds. */
export const areaRelease = (area: string): AreaRelease => ({
  area,
  decidedBy: 'operator',
  note: null,
  decidedAt: polledAt,
});

/** Which of some sources may be linked. */
export const sourceLinks = (
  sources: readonly string[],
  linked: readonly (readonly [string, string])[],
): SourceLinks => ({
  sources: [...sources].sort(),
  linked: linked.map(([lower, higher]) => ({ lower, higher })),
  statedAt: polledAt,
});

/** The rate guard of areas, over a week. */
export const changeGuard = (minimum: number, share = 0): ChangeGuard => ({
  share,
  minimum,
  window: 7 * 86_400_000,
  statedAt: polledAt,
});

/** The steps after a release or a changed policy. */
export const reclusterings = (scope: Reclustering['scope'], of: number): Reclustering[] =>
  Array.from({ length: of }, (_, slice) => ({ scope, slice, of, requestedAt: polledAt }));

export type SourceValue =
  | Tombstone
  | SourcePerson
  | SourceGroup
  | ImportRun
  | Verdict
  | ModelActivation
  | ModelActivationStep
  | Enrolment
  | HoldSwitch
  | AreaRelease
  | SourceLinks
  | ChangeGuard
  | Reclustering;

/** Type and key of a record, by what only its type has. */
const nameOf = (value: Exclude<SourceValue, Tombstone>): readonly [type: string, key: string] => {
  if ('runId' in value) return ['ImportRun', `run/${value.runId}/${value.phase}`];
  if ('judgement' in value) return ['Verdict', `verdict/${value.lowerRecordKey}/${value.higherRecordKey}`];
  if ('changedAt' in value) return ['Enrolment', `enrolment/${value.registrantId}/${value.program}`];
  if ('artefact' in value) return ['ModelActivation', 'model/active'];
  if ('scope' in value) return ['Reclustering', `recluster/${value.scope}/${String(value.slice)}`];
  if ('on' in value) return ['HoldSwitch', `hold/${value.kind}`];
  if ('share' in value) return ['ChangeGuard', 'policy/guard'];
  if ('linked' in value) return ['SourceLinks', 'policy/sources'];
  if ('decidedBy' in value) return ['AreaRelease', `hold/area/${value.area}`];
  if ('slice' in value) return ['ModelActivationStep', `model/${value.hash}/${String(value.slice)}`];
  return ['members' in value ? 'SourceGroup' : 'SourcePerson', `${value.recordKey}/${value.import}`];
};

/** The record at an offset of `source.records`. */
export const inputAt = (offset: number, value: SourceValue): InputRecord => {
  const place = { at: { topic: 'source.records', partition: 0, offset }, headers: {}, timestamp: polledAt };
  if ('tombstone' in value) return { ...place, key: value.tombstone, type: undefined, value: null };
  const [type, key] = nameOf(value);
  return { ...place, key, type: `org.registrystream.${type}`, value };
};
