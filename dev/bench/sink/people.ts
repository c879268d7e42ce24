import { createHash } from 'node:crypto';
import type { Registrant } from '../../../schemas/generated/types.ts';
import type { PersonState } from './streams.ts';

const families = [
  'Garcia',
  'Okafor',
  'Nguyen',
  'Müller',
  'Rossi',
  'Silva',
  'Ivanova',
  "O'Neil",
  'Ødegaard',
  'Castillo',
];
const givens = [
  'Ana',
  'Aisha',
  'Minh',
  'Chidi',
  'Jürgen',
  'Giulia',
  'João',
  'Olga',
  'Siobhán',
  'Lucía',
  'Omar',
  'Zofia',
];
const places = ['Springfield', 'Riverton', 'Lakeside', 'Hill Valley', 'Georgetown', 'Fairview', 'Salem', 'Madison'];
const areas = ['North', 'South', 'East', 'West', 'Central'];

const firstDay = Date.UTC(1940, 0, 1);
const seenFirst = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;

const oneOf = (list: readonly string[], number: number): string => list[number % list.length] ?? '';

const idOf = (person: number): string => {
  const h = createHash('md5')
    .update(`person:${String(person)}`)
    .digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-5${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
};

/** The twenty facts of a person, as one flat record: what any sink can take. Invented; nobody is meant. */
export interface FlatPerson {
  readonly registrant_id: string;
  readonly version: number;
  readonly status: string;
  readonly full_name: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly additional_name: string | null;
  readonly sex: string;
  /** Days since 1970. */
  readonly birth_date: number;
  readonly birth_date_precision: string;
  readonly birth_date_imprecise: boolean;
  readonly birth_place: string | null;
  readonly deceased: boolean;
  readonly disabled: boolean;
  readonly address: string;
  readonly area: string;
  readonly email: string | null;
  /** Days since 1970. */
  readonly registration_date: number;
  readonly import_run: string;
  /** Milliseconds since 1970 UTC. */
  readonly observed_at: number;
}

/** A state of a person as the peer gets it. Another version has another address, e-mail and, for some, disability. */
export const flatPerson = ({ person, version }: PersonState): FlatPerson => {
  const mixed = (person * 2_654_435_761 + version * 40_503) >>> 0;
  const given = oneOf(givens, person >> 3);
  const family = oneOf(families, person);
  return {
    registrant_id: idOf(person),
    version,
    status: 'active',
    full_name: `${given} ${family}`,
    given_name: given,
    family_name: family,
    additional_name: person % 3 === 0 ? oneOf(givens, person >> 1) : null,
    sex: person % 2 === 0 ? 'female' : 'male',
    birth_date: firstDay / DAY + (person % 30_000),
    birth_date_precision: 'day',
    birth_date_imprecise: person % 12 === 0,
    birth_place: person % 4 === 0 ? null : oneOf(places, person >> 2),
    deceased: false,
    disabled: mixed % 50 === 0,
    address: `${String(1 + (mixed % 9999))} ${oneOf(places, mixed >>> 8)} Road, Apt ${String(mixed % 97)}`,
    area: oneOf(areas, person),
    email: person % 5 === 0 ? null : `person${String(person)}.v${String(version)}@example.org`,
    registration_date: seenFirst / DAY - (person % 2000),
    import_run: `run-${String(version)}`,
    observed_at: seenFirst + version * DAY + person * 10,
  };
};

const dayOf = (days: number): string => new Date(days * DAY).toISOString().slice(0, 10);

/**
 * The same state as an event of the topic `registrants`, without anything that the peer could not take: no identifiers,
 * phones, attributes, programmes or source records, whose rows go to other tables.
 */
export const registrantOf = (state: PersonState): Registrant => {
  const flat = flatPerson(state);
  return {
    registrantId: flat.registrant_id,
    version: flat.version,
    status: 'active',
    mergedInto: null,
    mergedFrom: [],
    fullName: flat.full_name,
    givenName: flat.given_name,
    familyName: flat.family_name,
    additionalName: flat.additional_name,
    sex: flat.sex,
    birthDate: { precision: 'day', value: dayOf(flat.birth_date), imprecise: flat.birth_date_imprecise },
    birthPlace: flat.birth_place,
    deceased: flat.deceased,
    deathDate: null,
    disabled: flat.disabled,
    sealed: false,
    address: flat.address,
    area: flat.area,
    email: flat.email,
    registrationDate: dayOf(flat.registration_date),
    identifiers: [],
    phones: [],
    attributes: {},
    programs: [],
    sources: [],
    fieldSources: {},
    importRun: flat.import_run,
    cause: { topic: 'source.records', partition: 0, offset: state.person },
    observedAt: flat.observed_at,
  };
};

const optional = (name: string): object => ({ name, type: ['null', 'string'], default: null });
const text = (name: string): object => ({ name, type: 'string' });
const flag = (name: string): object => ({ name, type: 'boolean' });
const day = (name: string): object => ({ name, type: { type: 'int', logicalType: 'date' } });

/** Avro schema of {@link FlatPerson}; dates and times have the logical types that Connect knows. */
export const flatSchema = {
  type: 'record',
  name: 'FlatPerson',
  namespace: 'org.registrystream.bench',
  fields: [
    text('registrant_id'),
    { name: 'version', type: 'long' },
    text('status'),
    text('full_name'),
    text('given_name'),
    text('family_name'),
    optional('additional_name'),
    text('sex'),
    day('birth_date'),
    text('birth_date_precision'),
    flag('birth_date_imprecise'),
    optional('birth_place'),
    flag('deceased'),
    flag('disabled'),
    text('address'),
    text('area'),
    optional('email'),
    day('registration_date'),
    text('import_run'),
    { name: 'observed_at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  ],
};
