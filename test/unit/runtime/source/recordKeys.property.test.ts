import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { MappedPerson } from '../../../../core/source.ts';
import { alone, identifier, person, Scans } from './scan.ts';

/** People who are told apart by birth date and, to begin with, each by an identifier of her own. */
const PEOPLE = 4;

interface Change {
  readonly who: number;
  readonly what: 'name' | 'new identifier' | 'lose the oldest identifier' | 'hand one over' | 'address';
  readonly to: number;
}

const changes: fc.Arbitrary<readonly (readonly Change[])[]> = fc.array(
  fc.array(
    fc.record({
      who: fc.nat(PEOPLE - 1),
      what: fc.constantFrom(
        'name' as const,
        'new identifier' as const,
        'lose the oldest identifier' as const,
        'hand one over' as const,
        'address' as const,
      ),
      to: fc.nat(PEOPLE - 1),
    }),
    { maxLength: 2 },
  ),
  { maxLength: 8 },
);

const birthDateOf = (at: number): string => `19${String(50 + at)}-03-0${String(1 + at)}`;

/** A registry that says who is who: each person's birth date never changes and is nobody else's. */
class Registry {
  readonly people: { name: string; ids: string[]; address: string }[];
  #next = 0;

  constructor() {
    this.people = Array.from({ length: PEOPLE }, (_, at) => ({
      name: `Name ${String(at)}`,
      ids: [this.#id()],
      address: '',
    }));
  }

  #id(): string {
    this.#next += 1;
    return `ID-${String(1000 + this.#next)}`;
  }

  /** At most one change of a person between two scans, so that something of her stays as it was. */
  change({ who, what, to }: Change): void {
    const one = this.people[who];
    const other = this.people[to];
    if (one === undefined || other === undefined) return;
    if (what === 'name') one.name = `Name ${this.#id()}`;
    if (what === 'address') one.address = this.#id();
    if (what === 'new identifier') one.ids.push(this.#id());
    if (what === 'lose the oldest identifier' && one.ids.length > 1) one.ids.shift();
    if (what === 'hand one over' && who !== to && one.ids.length > 1) other.ids.push(one.ids.shift() ?? '');
  }

  /** Two people's identifiers are exchanged. */
  swap(left: number, right: number): void {
    const one = this.people[left];
    const other = this.people[right];
    if (one === undefined || other === undefined) return;
    [one.ids, other.ids] = [other.ids, one.ids];
  }

  person(at: number): MappedPerson {
    const { name, ids, address } = this.people[at] ?? { name: '', ids: [], address: '' };
    const fields = { givenName: name, familyName: null, birthDate: birthDateOf(at), address };
    return person({ ...fields, identifiers: ids.map((id) => identifier(id)) });
  }
}

const orderOf = fc.shuffledSubarray([0, 1, 2, 3], { minLength: PEOPLE });

describe('record keys of people who change', () => {
  it('stay, whatever is corrected, added, lost or handed over to somebody else, in any order of the pages', () => {
    fc.assert(
      fc.property(changes, fc.array(orderOf, { minLength: 1, maxLength: 4 }), (scans, orders) => {
        const registry = new Registry();
        const source = new Scans();
        const keys = new Map<string, string>();
        [[], ...scans].forEach((between, turn) => {
          const touched = new Set<number>();
          for (const one of between) {
            if (touched.has(one.who) || touched.has(one.to)) continue;
            touched.add(one.who).add(one.to);
            registry.change(one);
          }
          const order = orders[turn % orders.length] ?? [];
          for (const event of source.scan(order.map((at) => alone(registry.person(at)))).records) {
            const born = 'birthDate' in event.value ? (event.value.birthDate ?? '') : '';
            const known = keys.get(born);
            if (known !== undefined) expect(event.value.recordKey, `key of who was born on ${born}`).to.equal(known);
            keys.set(born, event.value.recordKey);
          }
        });
        expect(new Set(keys.values()).size, 'keys are different').to.equal(PEOPLE);
      }),
      { numRuns: 300 },
    );
  });

  it('never pass to somebody else, even when two people exchange all their identifiers', () => {
    fc.assert(
      fc.property(
        changes,
        fc.array(fc.tuple(fc.nat(PEOPLE - 1), fc.nat(PEOPLE - 1))),
        orderOf,
        (scans, swaps, order) => {
          const registry = new Registry();
          const source = new Scans();
          const born = new Map<string, string>();
          [[], ...scans, ...swaps.map(() => [])].forEach((between, turn) => {
            for (const one of between) registry.change(one);
            const swapped = swaps[turn - scans.length - 1];
            if (swapped !== undefined) registry.swap(...swapped);
            for (const { value } of source.scan(order.map((at) => alone(registry.person(at)))).records) {
              const date = 'birthDate' in value ? (value.birthDate ?? '') : '';
              expect(born.get(value.recordKey) ?? date).to.equal(date);
              born.set(value.recordKey, date);
            }
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are the same after the index has been read back: a restart publishes nothing, and knows everybody', () => {
    fc.assert(
      fc.property(
        changes,
        fc.tuple(fc.nat(PEOPLE - 1), fc.nat(PEOPLE - 1)),
        fc.boolean(),
        orderOf,
        (scans, swapped, calm, order) => {
          const registry = new Registry();
          const before = new Scans();
          const written = new Map<string, Parameters<Scans['index']['restore']>[0]>();
          const entries = () => order.map((at) => alone(registry.person(at)));
          for (const between of [[], ...scans]) {
            for (const one of between) registry.change(one);
            for (const entry of before.scan(entries()).index) written.set(entry.recordKey, entry);
          }
          const after = new Scans();
          for (const entry of written.values()) after.index.restore(entry);
          if (calm) expect(after.scan(entries()).records).to.deep.equal([]);
          registry.swap(...swapped);
          const keysOf = (scan: Scans) => scan.scan(entries()).records.map(({ key, value }) => [key, value.version]);
          expect(keysOf(after)).to.deep.equal(keysOf(before));
        },
      ),
    );
  });
});
