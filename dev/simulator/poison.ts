import { identifierTypes } from './identifiers.ts';
import { displayName, type Membership, type NewPartner, type Partner } from './partner.ts';
import type { PartnerStore } from './store.ts';

/** Rows that no registry should have and some do. */
export const poisonKinds = [
  /** A person born on 2023-02-29. */
  'broken-date',
  /** A person with NUL characters in name and address. */
  'nul-characters',
  /** A person with a name of a megabyte. */
  'huge-name',
  /** A household whose members have kinds that nobody has defined. */
  'unknown-kinds',
  /** A household with two heads. */
  'two-heads',
  /** Two people, next to each other, with the same national id and different names and birth dates. */
  'same-identifier-twice',
  /** A person with the national id of one person and the passport of another: three rows. */
  'two-people-at-once',
  /** A household one of whose memberships has no individual. */
  'lost-member',
  /** A household whose list of members contains a null. */
  'null-membership',
  /** A household of 500. */
  'group-of-500',
  /** A household without members. */
  'empty-group',
] as const;

export type PoisonKind = (typeof poisonKinds)[number];

/** Adds rows to the store; numbers them so that no two poisons have an identifier in common. */
interface Brew {
  person(names: Partial<NewPartner>, identifiers?: NewPartner['regIds']): Partner;
  group(members: readonly (Membership | null)[]): Partner;
  identifier(idTypeAsStr: string): NewPartner['regIds'][number];
}

const blank: NewPartner = {
  isGroup: false,
  name: '',
  givenName: null,
  familyName: 'Poison',
  addlName: null,
  registrationDate: null,
  address: null,
  email: null,
  birthPlace: null,
  birthdate: '1990-05-17',
  gender: 'Female',
  kind: null,
  isPartialGroup: null,
  regIds: [],
  phoneNumberIds: [],
  members: [],
  truthId: '',
};

const createBrew = (store: PartnerStore): Brew => {
  let number = store.size * 1_000;
  return {
    identifier: (idTypeAsStr) => ({ idTypeAsStr, value: `POISON-${String(++number)}`, expiryDate: null }),
    person: (fields, regIds) => {
      const truthId = `P-poison-${String(++number)}`;
      const person = { ...blank, givenName: `Number ${String(number)}`, truthId, ...fields };
      const identifier = {
        idTypeAsStr: identifierTypes.nationalId,
        value: `POISON-${String(number)}`,
        expiryDate: null,
      };
      return store.add({ ...person, name: displayName(person), regIds: regIds ?? [identifier] });
    },
    group: (members) => {
      const truthId = `H-poison-${String(++number)}`;
      const identifier = {
        idTypeAsStr: identifierTypes.householdId,
        value: `HH-POISON-${String(number)}`,
        expiryDate: null,
      };
      const name = 'Household Poison';
      return store.add({
        ...blank,
        isGroup: true,
        name,
        familyName: null,
        birthdate: null,
        gender: null,
        regIds: [identifier],
        members,
        truthId,
      });
    },
  };
};

const membership = (individual: Partner, kind: string | null): Membership => ({
  individualId: individual.id,
  kind,
  createdAt: individual.createdAt,
  writtenAt: individual.createdAt,
});

const recipes: Record<PoisonKind, (brew: Brew) => Partner[]> = {
  'broken-date': (brew) => [brew.person({ birthdate: '2023-02-29' })],
  'nul-characters': (brew) => [brew.person({ givenName: 'Nul\u0000Name', address: '\u000012 Main St\u0000' })],
  'huge-name': (brew) => [brew.person({ givenName: 'A'.repeat(1_048_576) })],
  'unknown-kinds': (brew) => [
    brew.group([
      membership(brew.person({}), 'Head'),
      membership(brew.person({}), 'Grand Vizier'),
      membership(brew.person({}), ''),
    ]),
  ],
  'two-heads': (brew) => [brew.group([membership(brew.person({}), 'Head'), membership(brew.person({}), 'Head')])],
  'same-identifier-twice': (brew) => {
    const shared = [brew.identifier(identifierTypes.nationalId)];
    return [
      brew.person({ givenName: 'First' }, shared),
      brew.person({ givenName: 'Second', birthdate: '1961-01-02', gender: 'Male' }, shared),
    ];
  },
  'two-people-at-once': (brew) => {
    const nationalId = brew.identifier(identifierTypes.nationalId);
    const passport = brew.identifier(identifierTypes.passport);
    return [
      brew.person({}, [nationalId]),
      brew.person({ birthdate: '1961-01-02', gender: 'Male' }, [passport]),
      brew.person({}, [nationalId, passport]),
    ];
  },
  'lost-member': (brew) => [
    brew.group([
      membership(brew.person({}), 'Head'),
      { individualId: null, kind: 'Child', createdAt: 0, writtenAt: 0 },
    ]),
  ],
  'null-membership': (brew) => [brew.group([membership(brew.person({}), 'Head'), null])],
  'group-of-500': (brew) => [
    brew.group(Array.from({ length: 500 }, (_, index) => membership(brew.person({}), index === 0 ? 'Head' : null))),
  ],
  'empty-group': (brew) => [brew.group([])],
};

/**
 * Adds the rows of one kind of poison, each time new ones.
 *
 * @returns the rows that are wrong; members of a household are not among them
 */
export const addPoison = (store: PartnerStore, kind: PoisonKind): Partner[] => recipes[kind](createBrew(store));
