import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { idOf, input, provenance, registrant } from './events.ts';
import { MemoryRegistry } from './memory.ts';

const states = fc.array(fc.record({ who: fc.integer({ min: 1, max: 3 }), version: fc.integer({ min: 1, max: 8 }) }), {
  minLength: 1,
  maxLength: 30,
});

/** A version of somebody says one thing, always. */
const stateOf = (who: number, version: number) =>
  registrant(who, { version, address: `address ${String(version)}`, sources: [provenance('key', { version })] });

describe('sinks/postgres: versions in any order, repeated and interleaved', () => {
  it('end in the newest state, and apply each version at most once', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 1, max: 30 }), (told, size) => {
        const registry = new MemoryRegistry();
        const inputs = told.map(({ who, version }, offset) => input(offset, stateOf(who, version)));
        for (let from = 0; from < inputs.length; from += size) registry.apply(...inputs.slice(from, from + size));
        const highest = new Map<number, number>();
        const audited = new Map<number, number>();
        for (const { who, version } of told) {
          if (version <= (highest.get(who) ?? 0)) continue;
          highest.set(who, version);
          audited.set(who, (audited.get(who) ?? 0) + 1);
        }
        for (const [who, version] of highest) {
          const row = [...registry.rows('registrant').values()].find((one) => one['id'] === idOf(who));
          expect(row).to.include({ version, address: `address ${String(version)}` });
          const rows = [...registry.rows('audit_log').values()].filter((one) => one['subject_id'] === idOf(who));
          expect(rows.length, 'one change for each version that was newer').to.equal(audited.get(who));
        }
      }),
      { numRuns: 200 },
    );
  });
});
