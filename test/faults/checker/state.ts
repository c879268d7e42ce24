import { Check } from './finding.ts';
import type { Finding } from './finding.ts';
import type { RegistrantRow, Tables } from './tables.ts';
import { bareIdentifier, digits, plain } from './truth.ts';
import type { ExpectedGroup, ExpectedPerson, Model } from './truth.ts';

const grouped = <Row, Value>(rows: readonly Row[], key: (row: Row) => string, value: (row: Row) => Value) => {
  const found = new Map<string, Value[]>();
  for (const row of rows) {
    const list = found.get(key(row));
    if (list === undefined) found.set(key(row), [value(row)]);
    else list.push(value(row));
  }
  return found;
};

const sorted = (texts: readonly string[] | undefined): string => [...new Set(texts ?? [])].sort().join(', ');

/** Registrants, and ways to find them by what people know of themselves. */
class Registered {
  readonly rows: ReadonlyMap<string, RegistrantRow>;
  readonly current: ReadonlyMap<string, readonly string[]>;
  readonly phones: ReadonlyMap<string, readonly string[]>;
  readonly programs: ReadonlyMap<string, readonly string[]>;
  readonly members: ReadonlyMap<string, readonly { readonly id: string; readonly kinds: readonly string[] }[]>;
  readonly #byIdentifier: ReadonlyMap<string, readonly string[]>;
  readonly #active: readonly RegistrantRow[];

  constructor(tables: Tables) {
    const { enrolments, identifiers, members, phones, registrants } = tables;
    this.rows = new Map(registrants.map((row) => [row.id, row]));
    this.#active = registrants.filter(({ status }) => status === 'active');
    const now = identifiers.filter(({ current }) => current);
    this.current = grouped(
      now,
      (row) => row.registrant_id,
      (row) => bareIdentifier(row.type, row.value),
    );
    this.#byIdentifier = grouped(
      now,
      (row) => bareIdentifier(row.type, row.value),
      (row) => row.registrant_id,
    );
    this.phones = grouped(
      phones,
      (row) => row.registrant_id,
      (row) => digits(row.number),
    );
    this.programs = grouped(
      enrolments,
      (row) => row.registrant_id,
      (row) => `${row.program} (${row.state})`,
    );
    this.members = grouped(
      members,
      (row) => row.group_id,
      (row) => ({ id: row.individual_id, kinds: row.kinds }),
    );
  }

  /** Active registrants of a kind that hold one of these identifiers, or, of people without any, bear all these names. */
  matching(kind: RegistrantRow['kind'], telling: readonly string[], fields: ExpectedPerson['fields']): RegistrantRow[] {
    const found = new Set<RegistrantRow>();
    for (const identifier of telling)
      for (const id of this.#byIdentifier.get(identifier) ?? []) {
        const row = this.rows.get(id);
        if (row?.kind === kind && row.status === 'active') found.add(row);
      }
    if (telling.length > 0) return [...found];
    return this.#active.filter(
      (row) => row.kind === kind && differences(row, fields).length === 0 && !this.#isTold(row.id),
    );
  }

  #isTold(id: string): boolean {
    return tellingOf(this.current.get(id) ?? []).length > 0;
  }
}

const uniqueTypes = ['National ID', 'Passport', 'Birth Certificate', 'Household ID'];
const placeholders = ['0000000000', '9999999999', 'NA', 'UNKNOWN', 'XXXXXXXX'];

/** Of identifiers those that one person or household alone has. */
const tellingOf = (identifiers: readonly string[]): readonly string[] =>
  identifiers.filter((identifier) => {
    const [type = '', value = ''] = identifier.split('|');
    return uniqueTypes.includes(type) && !placeholders.includes(value);
  });

const differences = (row: RegistrantRow, fields: ExpectedPerson['fields']): string[] =>
  Object.entries(fields)
    .filter(([name, value]) => plain((row as unknown as Record<string, string | null>)[name] ?? null) !== plain(value))
    .map(([name]) => name);

const onlyOne = (check: Check, who: string, found: readonly RegistrantRow[]): RegistrantRow | undefined => {
  check.look(found.length === 1, () =>
    found.length === 0 ? `${who} is lost` : `${who} is there ${String(found.length)} times`,
  );
  return found[0];
};

const lookAtPeople = (model: Model, registered: Registered, matched: Map<ExpectedPerson, RegistrantRow>): Finding => {
  const check = new Check('everybody of the social registries is there once, as the social registry says');
  const taken = new Set<RegistrantRow>();
  for (const person of model.persons) {
    const candidates = registered
      .matching('individual', tellingOf(person.identifiers), person.fields)
      .filter((row) => !taken.has(row) || tellingOf(person.identifiers).length > 0);
    // People without identifiers may be told apart by nothing at all: any of those that fit will do, each once.
    const row = onlyOne(
      check,
      person.who,
      tellingOf(person.identifiers).length > 0 ? candidates : candidates.slice(0, 1),
    );
    if (row === undefined) continue;
    taken.add(row);
    matched.set(person, row);
    const wrong = differences(row, person.fields);
    check.look(wrong.length === 0, () => `${person.who}: ${wrong.join(', ')} of ${row.id} is not what it should be`);
    check.look(
      sorted(registered.current.get(row.id)) === sorted(person.identifiers),
      () => `${person.who}: identifiers of ${row.id} differ`,
    );
    check.look(
      sorted(registered.phones.get(row.id)) === sorted(person.phones),
      () => `${person.who}: phones of ${row.id} differ`,
    );
    check.look(
      sorted(registered.programs.get(row.id)) === 'Cash Transfer (draft)',
      () => `${person.who}: enrolments of ${row.id} are ${sorted(registered.programs.get(row.id))}`,
    );
  }
  return check.finding;
};

const membersOf = (group: ExpectedGroup, matched: ReadonlyMap<ExpectedPerson, RegistrantRow>): string =>
  sorted(
    group.members.map(({ person, kinds }) => `${matched.get(person)?.id ?? 'lost'} ${[...kinds].sort().join('+')}`),
  );

const lookAtGroups = (
  model: Model,
  registered: Registered,
  matched: ReadonlyMap<ExpectedPerson, RegistrantRow>,
  found: Set<RegistrantRow>,
): Finding => {
  const check = new Check('every household is there once, with its members, its head and its enrolment');
  for (const group of model.groups) {
    const row = onlyOne(check, group.who, registered.matching('group', tellingOf(group.identifiers), group.fields));
    if (row === undefined) continue;
    found.add(row);
    const wrong = differences(row, group.fields);
    check.look(wrong.length === 0, () => `${group.who}: ${wrong.join(', ')} of ${row.id} is not what it should be`);
    const members = (registered.members.get(row.id) ?? []).map(
      ({ id, kinds }) => `${id} ${[...kinds].sort().join('+')}`,
    );
    check.look(
      sorted(members) === membersOf(group, matched),
      () => `${group.who}: members of ${row.id} differ: ${sorted(members)} instead of ${membersOf(group, matched)}`,
    );
    check.look(
      sorted(registered.programs.get(row.id)) === 'Household Grant (draft)',
      () => `${group.who}: enrolments of ${row.id} differ`,
    );
  }
  return check.finding;
};

const lookAtOthers = (tables: Tables, expected: ReadonlySet<RegistrantRow>): Finding => {
  const check = new Check('whoever is gone from the social registries is withdrawn, and nobody else ever was');
  const withdrawals = new Set(tables.audit.filter(({ action }) => action === 'withdrawn').map((row) => row.subject_id));
  for (const row of tables.registrants) {
    if (expected.has(row)) check.look(!withdrawals.has(row.id), () => `${row.kind} ${row.id} was withdrawn, wrongly`);
    else check.look(row.status === 'withdrawn', () => `${row.kind} ${row.id} is ${row.status}, and stands for nobody`);
  }
  return check.finding;
};

const lookAtIdentifiers = (tables: Tables): Finding => {
  const check = new Check('no two registrants have an identifier of one person in common');
  const holders = grouped(
    tables.identifiers.filter((row) => tellingOf([bareIdentifier(row.type, row.value)]).length > 0),
    (row) => bareIdentifier(row.type, row.value),
    (row) => row.registrant_id,
  );
  for (const ids of holders.values())
    check.look(new Set(ids).size === 1, () => `an identifier stands with ${[...new Set(ids)].join(' and ')}`);
  return check.finding;
};

/** Compares the registry of programmes with the model. */
export const checkState = (model: Model, tables: Tables): readonly Finding[] => {
  const registered = new Registered(tables);
  const matched = new Map<ExpectedPerson, RegistrantRow>();
  const people = lookAtPeople(model, registered, matched);
  const found = new Set(matched.values());
  const groups = lookAtGroups(model, registered, matched, found);
  return [people, groups, lookAtOthers(tables, found), lookAtIdentifiers(tables)];
};
