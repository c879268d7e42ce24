import { createRandom } from '../../../dev/simulator/random.ts';
import { inventPeople } from '../../../dev/bench/resolve/people.ts';
import type { SourcePerson } from '../../../schemas/generated/types.ts';
import { activationOf, linkingModel, stepsOf } from '../../unit/processors/support/model.ts';
import type { SourceValue } from '../../unit/processors/support/records.ts';
import { erasure, group, verdict } from '../../unit/processors/support/records.ts';

const householdKey = (index: number): string => `f${index.toString(16).padStart(31, '0')}`;

/**
 * An invented log as a deployment has it that weighs by a model: persons, some of them met twice and some misspelt, and
 * their households; then, among them, corrections, withdrawals, verdicts and erasures. The same for the same arguments.
 *
 * @param records how many, the model's activation and its step among them
 */
export const inventLog = function* (records: number, seed: number): Generator<SourceValue> {
  const model = linkingModel(records);
  yield activationOf(model);
  yield* stepsOf(model, 1);
  const random = createRandom(seed);
  const met: SourcePerson[] = [];
  let told = 2;
  for (const person of inventPeople(records, seed)) {
    if (told >= records) return;
    yield person;
    met.push(person);
    told += 1;
    const more = happening(met, random);
    if (more === undefined || told >= records) continue;
    yield more;
    told += 1;
  }
};

/** What happens between two new persons, if anything. */
const happening = (met: SourcePerson[], random: ReturnType<typeof createRandom>): SourceValue | undefined => {
  const index = random.integer(0, met.length - 1);
  const one = met[index] as SourcePerson;
  const draw = random.next();
  const change = (what: Partial<SourcePerson>): SourcePerson => {
    const next = { ...one, ...what, version: one.version + 1, contentHash: `${one.contentHash}+` };
    met[index] = next;
    return next;
  };
  if (draw < 0.12) {
    const members = met.slice(-3).map(({ recordKey }) => recordKey);
    return group(householdKey(met.length), members, { firstSeen: { time: 2, source: 'bench', sequence: met.length } });
  }
  if (draw < 0.17) return change({ familyName: random.pick(met).familyName });
  if (draw < 0.2) return change({ identifiers: random.pick(met).identifiers });
  if (draw < 0.21) return change({ state: 'withdrawn' });
  if (draw < 0.22) {
    const other = random.pick(met).recordKey;
    return other === one.recordKey
      ? undefined
      : verdict(one.recordKey, other, random.chance(0.2) ? 'same' : 'different');
  }
  return draw < 0.23 ? erasure(one.recordKey, one.import) : undefined;
};
