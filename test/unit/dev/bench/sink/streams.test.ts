import { expect } from 'chai';
import { describe, it } from 'mocha';
import { flatPerson, registrantOf } from '../../../../../dev/bench/sink/people.ts';
import { statesOf } from '../../../../../dev/bench/sink/streams.ts';

describe('the streams of the benchmark', () => {
  it('bring everybody once, in one version', () => {
    for (const [stream, version] of [
      ['insert', 1],
      ['update', 2],
    ] as const) {
      const states = [...statesOf(stream, 500)];
      expect(new Set(states.map(({ person }) => person)).size).to.equal(500);
      expect(states.every((state) => state.version === version)).to.equal(true);
    }
  });

  it('bring a tenth of the records as the next version of somebody met before', () => {
    const states = [...statesOf('duplicates', 1000)];
    const versions = new Map<number, number>();
    for (const { person, version } of states) {
      expect(version).to.equal((versions.get(person) ?? 0) + 1);
      versions.set(person, version);
    }
    expect(states.filter(({ version }) => version > 1).length).to.equal(100);
  });

  it('tell both sinks the same facts', () => {
    const state = { person: 12, version: 2 };
    const [flat, event] = [flatPerson(state), registrantOf(state)];
    expect(event).to.include({
      registrantId: flat.registrant_id,
      version: 2,
      address: flat.address,
      email: flat.email,
    });
    expect(event.birthDate?.value).to.equal(new Date(flat.birth_date * 86_400_000).toISOString().slice(0, 10));
  });
});
