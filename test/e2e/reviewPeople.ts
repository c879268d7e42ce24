import type { Explanation } from '../../processors/index.ts';
import type { IdentityDecision, SourceGroup, SourcePerson } from '../../schemas/generated/types.ts';
import { group, nationalId, person } from '../unit/processors/support/records.ts';

/** Keys of invented people's records, in the order of first sight. */
export const keys = {
  ana: 'a'.repeat(32),
  anton: 'b'.repeat(32),
  rosa: 'c'.repeat(32),
  roza: 'd'.repeat(32),
  luis: 'e'.repeat(32),
  luisAgain: 'f'.repeat(32),
  pia: '2'.repeat(32),
  piaAgain: '3'.repeat(32),
  household: '1'.repeat(32),
} as const;

const rosa: Partial<SourcePerson> = {
  fullName: null,
  givenName: 'Rosalinda',
  familyName: 'Katigbak',
  birthDate: '1984-11-23',
  sex: 'female',
  area: 'San Fabian',
};

/**
 * Two who share an identifier and differ in sex, two who are alike, one who came twice, one who is found to
 * have come twice only later, and a household.
 */
export const records: readonly (SourcePerson | SourceGroup)[] = [
  person(keys.ana, { seen: 1, fullName: 'Ana Reyes', sex: 'female', identifiers: [nationalId('AB1234567')] }),
  person(keys.anton, { seen: 2, fullName: 'Anton Reyes', sex: 'male', identifiers: [nationalId('AB1234567')] }),
  person(keys.rosa, { seen: 3, ...rosa }),
  person(keys.roza, { seen: 4, ...rosa, familyName: 'Katigbac' }),
  person(keys.luis, { seen: 5, fullName: 'Luis Ocampo', identifiers: [nationalId('CD7654321')] }),
  person(keys.luisAgain, { seen: 6, fullName: 'Luis Ocampo', identifiers: [nationalId('CD7654321')] }),
  group(keys.household, [keys.rosa], { seen: 7 }),
  person(keys.pia, { seen: 8, fullName: 'Pia Lim', identifiers: [nationalId('EF5551234')] }),
  person(keys.piaAgain, { seen: 9, fullName: 'Pia Lim' }),
  person(keys.piaAgain, { seen: 9, version: 2, fullName: 'Pia Lim', identifiers: [nationalId('EF5551234')] }),
];

/** The decision, later than all others, that the weighed evidence of the two who are alike made. */
export const weighedDecision = (
  entityId: string,
  { model, prior, evidence, strangers, household, weight, probability }: Explanation,
): IdentityDecision => ({
  entityId,
  entityKind: 'individual',
  kind: 'linked',
  recordKey: keys.roza,
  rule: 'weighed',
  evidence: [],
  conflicts: [],
  otherEntityIds: [],
  version: 1000,
  cause: { topic: 'source.records', partition: 0, offset: 999 },
  importRun: 'run-1',
  observedAt: 1,
  weighed: {
    model,
    otherRecordKey: keys.rosa,
    blockingRules: ['names+birth-year'],
    priorStrangers: prior.strangers,
    priorHousehold: prior.household,
    comparisons: [...evidence],
    strangers,
    household,
    weight,
    probability,
    line: 2048,
    guard: null,
    runnerUpEntityId: null,
    runnerUpWeight: null,
    margin: null,
  },
  overlap: null,
});
