import { dayOf } from './clock.ts';
import { identifierTypes, identityKeys, standingOf } from './identifiers.ts';
import type { Partner } from './partner.ts';
import type { ChangeContext, Targets } from './targets.ts';
import { misspellNames, registerAgain } from './typos.ts';

/** What a change says about itself. */
export interface Changed {
  readonly persons: readonly string[];
  readonly households: readonly string[];
  readonly fields: readonly string[];
}

const ofPerson = (person: Partner, fields: readonly string[]): Changed => ({
  persons: [person.truthId],
  households: [],
  fields,
});

const otherAddress = (address: string | null, { random }: ChangeContext): string => {
  const place = (address ?? 'Old Town').replace(/^House \d+, /, '');
  const [, before] = /^House (\d+), /.exec(address ?? '') ?? [];
  const drawn = random.integer(1, 9_999);
  return `House ${String(String(drawn) === before ? drawn + 1 : drawn)}, ${place}`;
};

/** Gives a person another address, another phone, or both. */
export const update = (targets: Targets, context: ChangeContext): Changed => {
  const { store, clock, random } = context;
  const person = targets.person((candidate) => targets.hasIdentifier(candidate));
  const what = random.integer(1, 3);
  const change: { address?: string; phoneNumberIds?: Partner['phoneNumberIds'] } = {};
  if (what !== 2) change.address = otherAddress(person.address, context);
  if (what !== 1) {
    const old = person.phoneNumberIds[0]?.phoneNo.replaceAll(' ', '') ?? '+15550100000';
    const last = (Number(old.slice(-5)) + random.integer(1, 99_999)) % 100_000;
    const number = old.slice(0, -5) + String(last).padStart(5, '0');
    change.phoneNumberIds = [
      { phoneNo: number, phoneSanitized: number, dateCollected: dayOf(clock.now()), disabled: null },
    ];
  }
  store.write(person.id, change);
  return ofPerson(person, Object.keys(change));
};

/** Gives a household another address; its members keep theirs. */
export const updateHousehold = (targets: Targets, context: ChangeContext): Changed => {
  const group = targets.household(() => true);
  context.store.write(group.id, { address: otherAddress(group.address, context) });
  return { persons: [], households: [group.truthId], fields: ['address'] };
};

/** Spells the given name of a person in another way. */
export const correctName = (targets: Targets, { store, random }: ChangeContext): Changed => {
  const person = targets.person(
    (candidate) => targets.hasIdentifier(candidate) && (candidate.givenName ?? '').length > 1,
  );
  store.write(person.id, misspellNames(person, random));
  return ofPerson(person, ['givenName', 'name']);
};

const newValue: Readonly<Record<string, 'nationalId' | 'passport' | 'birthCertificate'>> = {
  [identifierTypes.nationalId]: 'nationalId',
  [identifierTypes.passport]: 'passport',
  [identifierTypes.birthCertificate]: 'birthCertificate',
};

/** Replaces one of several valid identifiers of a person, so that the others still say who it is. */
export const correctIdentifier = (targets: Targets, { store, clock, settler }: ChangeContext): Changed => {
  const person = targets.person((candidate) => identityKeys(candidate, clock.now()).length > 1);
  const wrong = person.regIds.findIndex((identifier) => standingOf(identifier, clock.now()) === 'valid');
  const regIds = person.regIds.map((identifier, index) => {
    const issue = newValue[identifier.idTypeAsStr];
    return index === wrong && issue !== undefined ? { ...identifier, value: settler.issuer[issue]() } : identifier;
  });
  store.write(person.id, { regIds });
  return ofPerson(person, ['regIds']);
};

/** Gives a member of a household who had no valid identifier a first national id. */
export const addIdentifier = (targets: Targets, { store, settler }: ChangeContext): Changed => {
  const person = targets.person(
    (candidate) => !targets.hasIdentifier(candidate) && targets.householdOf(candidate) !== undefined,
  );
  const identifier = { idTypeAsStr: identifierTypes.nationalId, value: settler.issuer.nationalId(), expiryDate: null };
  const others = person.regIds.filter((known) => known.idTypeAsStr !== identifierTypes.nationalId);
  store.write(person.id, { regIds: [identifier, ...others] });
  return ofPerson(person, ['regIds']);
};

/** Adds a second, misspelt row for a person. */
export const registerPersonAgain = (targets: Targets, context: ChangeContext, keepIdentifier: boolean): Changed => {
  const { store, clock, random } = context;
  const person = targets.person((candidate) => targets.hasIdentifier(candidate));
  targets.use(store.add(registerAgain(person, { keepIdentifier, now: clock.now() }, random)));
  return ofPerson(person, []);
};
