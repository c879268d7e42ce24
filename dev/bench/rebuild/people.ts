import { v5 as uuidv5 } from 'uuid';
import type { Group, Provenance, Registrant } from '../../../schemas/generated/types.ts';

const namespace = uuidv5('bench', uuidv5.DNS);
const observedAt = Date.UTC(2026, 0, 15, 12);
const HOUSEHOLD = 4;

const given = ['Amina', 'Bilal', 'Chen', 'Divya', 'Elena', 'Farid', 'Grace', 'Hoa', 'Ivan', 'Jun', 'Karim', 'Leila'];
const family = [
  'Abdi',
  'Bautista',
  'Cruz',
  'Dela Rosa',
  'Eze',
  'Farah',
  'Garcia',
  'Haddad',
  'Ibrahim',
  'Jaber',
  'Khan',
];
const districts = ['North', 'South', 'East', 'West', 'Old Town', 'Riverside', 'Harbour', 'Hills'];

const pick = (from: readonly string[], n: number): string => from[n % from.length] ?? '';
const hex = (n: number): string => n.toString(16).padStart(32, '0');
const two = (n: number): string => String(n).padStart(2, '0');

/** Id of the person with this number. */
const personId = (n: number): string => uuidv5(`person ${String(n)}`, namespace);

const provenance = (recordKey: string, name: string, n: number): Provenance => ({
  recordKey,
  source: 'bench',
  import: name,
  state: 'present',
  version: 1,
  firstSeen: { time: observedAt, source: 'bench', sequence: n },
  observedAt,
  importRun: 'bench',
  ownId: null,
});

const identifiersOf = (n: number): Registrant['identifiers'] => {
  const rest = { expiry: null, endDate: null };
  const national = {
    type: 'National ID',
    value: `N${String(n).padStart(9, '0')}`,
    issuer: null,
    status: 'valid' as const,
  };
  const ration = { type: 'Ration Card', value: `R${String(n)}`, issuer: 'North', status: 'shared' as const };
  return (n % 4 === 0 ? [national, ration] : [national]).map((one) => ({ ...rest, ...one }));
};

const phonesOf = (n: number): Registrant['phones'] => {
  const digits = `750${String(n).padStart(7, '0')}`;
  return n % 5 === 0 ? [] : [{ number: `0${digits}`, e164: `+964${digits}`, collected: null, disabled: null }];
};

/** An invented person: an identifier, for most a phone, for some a second identifier, attributes and where it is from. */
const person = (n: number): Registrant => {
  const key = hex(n);
  const [givenName, familyName] = [pick(given, n * 7 + (n >> 5)), pick(family, n * 5 + (n >> 7))];
  const from = `${key}/people`;
  return {
    sealed: false,
    registrantId: personId(n),
    version: n + 1,
    status: 'active',
    mergedInto: null,
    mergedFrom: [],
    fullName: `${givenName} ${familyName}`,
    givenName,
    familyName,
    additionalName: n % 3 === 0 ? pick(given, n + 3) : null,
    sex: n % 2 === 0 ? 'female' : 'male',
    birthDate: {
      precision: 'day',
      value: `${String(1940 + (n % 80))}-${two(1 + (n % 12))}-${two(1 + (n % 28))}`,
      imprecise: false,
    },
    birthPlace: pick(districts, n >> 3),
    deceased: null,
    deathDate: null,
    disabled: n % 20 === 0,
    address: `${String(1 + (n % 200))} ${pick(family, n >> 4)} Street`,
    area: pick(districts, n >> 6),
    email: null,
    registrationDate: '2025-10-02',
    identifiers: identifiersOf(n),
    phones: phonesOf(n),
    attributes: { district: JSON.stringify(pick(districts, n >> 6)), poverty_score: String((n % 1000) / 1000) },
    programs: [],
    sources: [provenance(key, 'people', n), provenance(key, 'households', n)],
    fieldSources: { fullName: from, givenName: from, familyName: from, birthDate: from, sex: from, address: from },
    importRun: 'bench',
    baseline: false,
    cause: { topic: 'source.records', partition: 0, offset: n },
    observedAt,
  };
};

/** A household of the four people from `first` on. */
const household = (first: number, people: number): Group => ({
  groupId: uuidv5(`household ${String(first)}`, namespace),
  version: first + 1,
  status: 'active',
  mergedInto: null,
  mergedFrom: [],
  name: `Household of ${pick(family, first * 5)}`,
  groupKind: 'Household',
  partial: false,
  address: `${String(1 + (first % 200))} ${pick(family, first >> 4)} Street`,
  area: pick(districts, first >> 6),
  registrationDate: '2025-10-02',
  members: Array.from({ length: Math.min(HOUSEHOLD, people - first) }, (_, index) => ({
    registrantId: personId(first + index),
    kinds: index === 0 ? ['Head'] : [],
    startDate: '2025-10-02',
    endDate: null,
    relation: index === 0 ? 'Self' : 'Child',
  })),
  identifiers: [],
  phones: [],
  attributes: {},
  programs: [],
  sources: [provenance(hex(2 ** 40 + first), 'households', first)],
  fieldSources: {},
  importRun: 'bench',
  baseline: false,
  cause: { topic: 'source.records', partition: 0, offset: first },
  observedAt,
});

/** Invented people, and after each four their household. Nobody real is among them. */
export const inventStates = function* (people: number): Generator<Registrant | Group> {
  for (let n = 0; n < people; n += 1) {
    yield person(n);
    if (n % HOUSEHOLD === HOUSEHOLD - 1 || n === people - 1) yield household(n - (n % HOUSEHOLD), people);
  }
};
