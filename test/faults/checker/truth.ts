/** A row of a social registry as far as the checker needs it: a person or a household. */
export interface TrueRow {
  readonly id: number;
  readonly isGroup: boolean;
  readonly name: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly addlName: string | null;
  readonly registrationDate: string | null;
  readonly address: string | null;
  readonly email: string | null;
  readonly birthPlace: string | null;
  readonly birthdate: string | null;
  readonly gender: string | null;
  readonly kind: string | null;
  readonly regIds: readonly {
    readonly idTypeAsStr: string;
    readonly value: string;
    readonly expiryDate: string | null;
  }[];
  readonly phoneNumberIds: readonly { readonly phoneNo: string }[];
  readonly members: readonly ({ readonly individualId: number | null; readonly kind: string | null } | null)[];
}

/** What a social registry holds when it has come to rest. */
export interface TrueRegistry {
  readonly name: string;
  /** Whether everybody is read on their own as well; if not, only who lives in a household is seen. */
  readonly individuals: boolean;
  readonly rows: readonly TrueRow[];
}

/** A person as the registry of programmes must know her: the model's row. */
export interface ExpectedPerson {
  readonly who: string;
  readonly fields: Readonly<Record<string, string | null>>;
  /** `type|value`, canonical. */
  readonly identifiers: readonly string[];
  /** Digits alone. */
  readonly phones: readonly string[];
}

/** A household as the registry of programmes must know it. */
export interface ExpectedGroup {
  readonly who: string;
  readonly fields: Readonly<Record<string, string | null>>;
  readonly identifiers: readonly string[];
  /** Serials within the social registry, with what they are in the household. */
  readonly members: readonly { readonly person: ExpectedPerson; readonly kinds: readonly string[] }[];
}

/** What the tables must come to. */
export interface Model {
  readonly persons: readonly ExpectedPerson[];
  readonly groups: readonly ExpectedGroup[];
}

/** Text in a form in which spellings that differ only invisibly are equal. */
export const plain = (text: string | null): string | null => {
  const bare = (text ?? '')
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s,;]+|[\s,;]+$/gu, '');
  return bare === '' ? null : bare;
};

/** An identifier without what clerks put between its digits. */
export const bareIdentifier = (type: string, value: string): string =>
  `${type}|${value.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')}`;

export const digits = (number: string): string => number.replace(/\D/g, '');

const identifiersOf = (row: TrueRow): string[] =>
  [...new Set(row.regIds.map(({ idTypeAsStr, value }) => bareIdentifier(idTypeAsStr, value)))].sort();

const areaOf = (address: string | null): string | null => address?.split(', ').at(-1) ?? null;

const personOf = (registry: string, row: TrueRow): ExpectedPerson => ({
  who: `person ${registry}/${String(row.id)}`,
  fields: {
    name: plain(row.name),
    given_name: plain(row.givenName),
    family_name: plain(row.familyName),
    addl_name: plain(row.addlName),
    sex: row.gender === null ? null : row.gender.toLowerCase(),
    birth_date_text: row.birthdate,
    birth_place: plain(row.birthPlace),
    address: plain(row.address),
    area: plain(areaOf(row.address)),
    email: plain(row.email),
    registration_date: row.registrationDate,
  },
  identifiers: identifiersOf(row),
  phones: [...new Set(row.phoneNumberIds.map(({ phoneNo }) => digits(phoneNo)))].sort(),
});

const modelOf = ({ name, individuals, rows }: TrueRegistry): Model => {
  const people = new Map(rows.filter(({ isGroup }) => !isGroup).map((row) => [row.id, personOf(name, row)]));
  const seen = new Set<ExpectedPerson>(individuals ? people.values() : []);
  const groups = rows
    .filter(({ isGroup }) => isGroup)
    .map((row): ExpectedGroup => {
      const members = row.members.flatMap((member) => {
        const person = people.get(member?.individualId ?? -1);
        if (person === undefined) return [];
        seen.add(person);
        return [{ person, kinds: typeof member?.kind === 'string' ? [member.kind] : [] }];
      });
      return {
        who: `household ${name}/${String(row.id)}`,
        fields: {
          name: plain(row.name),
          group_kind: plain(row.kind),
          address: plain(row.address),
          area: plain(areaOf(row.address)),
          registration_date: row.registrationDate,
        },
        identifiers: identifiersOf(row),
        members,
      };
    });
  return { persons: [...seen], groups };
};

/** Computes from the truth, by rules of the checker's own, what the registry of programmes must hold. */
export const expectedModel = (registries: readonly TrueRegistry[]): Model => {
  const models = registries.map(modelOf);
  return { persons: models.flatMap(({ persons }) => persons), groups: models.flatMap(({ groups }) => groups) };
};
