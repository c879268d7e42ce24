import type { InputRecord } from '../../../../core/streamProcessor.ts';
import type { Group } from '../../../../schemas/generated/Group.ts';
import type { Identifier } from '../../../../schemas/generated/Identifier.ts';
import type { ImportRun } from '../../../../schemas/generated/ImportRun.ts';
import type { Phone } from '../../../../schemas/generated/Phone.ts';
import type { Provenance } from '../../../../schemas/generated/Provenance.ts';
import type { Registrant } from '../../../../schemas/generated/Registrant.ts';

/** 2026-03-01T12:00:00Z. */
export const noon = Date.UTC(2026, 2, 1, 12);

/** The registrant id number `n` of the tests. */
export const idOf = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;

export const identifier = (value: string, more: Partial<Identifier> = {}): Identifier => ({
  type: 'National ID',
  value,
  issuer: null,
  expiry: null,
  status: 'valid',
  endDate: null,
  ...more,
});

export const phone = (e164: string, more: Partial<Phone> = {}): Phone => ({
  number: e164,
  e164,
  collected: null,
  disabled: null,
  ...more,
});

export const provenance = (recordKey: string, more: Partial<Provenance> = {}): Provenance => ({
  recordKey,
  source: 'north',
  import: 'people',
  state: 'present',
  version: 1,
  firstSeen: { time: noon, source: 'north', sequence: 1 },
  observedAt: noon,
  importRun: 'run-1',
  ownId: null,
  ...more,
});

export const registrant = (n: number, more: Partial<Registrant> = {}): Registrant => ({
  registrantId: idOf(n),
  version: 1,
  status: 'active',
  mergedInto: null,
  mergedFrom: [],
  fullName: `Amina Example ${String(n)}`,
  givenName: 'Amina',
  familyName: `Example ${String(n)}`,
  additionalName: null,
  sex: 'female',
  birthDate: { precision: 'day', value: '1984-06-26', imprecise: false },
  birthPlace: null,
  deceased: null,
  deathDate: null,
  disabled: false,
  sealed: false,
  address: '12 Main St',
  area: 'North',
  email: null,
  registrationDate: '2025-10-02',
  identifiers: [identifier(`NID${String(n)}`)],
  phones: [phone(`+9647500000${String(n).padStart(3, '0')}`)],
  attributes: { district: '"Alpha"', score: '0.25' },
  programs: [],
  sources: [provenance(`key-${String(n)}`)],
  fieldSources: { fullName: `key-${String(n)}/people` },
  importRun: 'run-1',
  baseline: false,
  cause: { topic: 'source.records', partition: 0, offset: 1 },
  observedAt: noon,
  ...more,
});

export const group = (n: number, more: Partial<Group> = {}): Group => ({
  groupId: idOf(n),
  version: 1,
  status: 'active',
  mergedInto: null,
  mergedFrom: [],
  name: `Household ${String(n)}`,
  groupKind: 'Household',
  partial: false,
  address: null,
  area: 'North',
  registrationDate: null,
  members: [],
  identifiers: [],
  phones: [],
  attributes: {},
  programs: [],
  sources: [provenance(`group-${String(n)}`, { import: 'households' })],
  fieldSources: {},
  importRun: 'run-1',
  baseline: false,
  cause: { topic: 'source.records', partition: 0, offset: 1 },
  observedAt: noon,
  ...more,
});

export const member = (n: number, more: Partial<Group['members'][number]> = {}): Group['members'][number] => ({
  registrantId: idOf(n),
  kinds: [],
  startDate: null,
  endDate: null,
  relation: null,
  ...more,
});

export const runMarker = (phase: ImportRun['phase'], more: Partial<ImportRun> = {}): ImportRun => ({
  runId: 'run-1',
  source: 'north',
  import: 'people',
  mode: 'complete',
  phase,
  startedAt: noon,
  endedAt: phase === 'started' ? null : noon + 60_000,
  published: 2,
  skippedUnchanged: 0,
  skippedWithoutIdentifier: 0,
  withdrawalsPending: 0,
  withdrawalsHeld: 0,
  deadLettered: 0,
  refusedErased: 0,
  ...more,
});

const typeOf = (value: object): readonly [topic: string, type: string, key: string] => {
  if ('registrantId' in value) return ['registrants', 'org.registrystream.Registrant', String(value.registrantId)];
  if ('groupId' in value) return ['groups', 'org.registrystream.Group', String(value.groupId)];
  return ['registrants', 'org.registrystream.ImportRun', 'run/run-1/started/0'];
};

/** An event as the stage hands it to the sink. */
export const input = (offset: number, value: Registrant | Group | ImportRun, partition = 0): InputRecord => {
  const [topic, type, key] = typeOf(value);
  return { at: { topic, partition, offset }, key, type, value, headers: {}, timestamp: noon };
};
