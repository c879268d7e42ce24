import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readEnvelope, search } from '../../../../dev/simulator/envelope.ts';
import { createRegistrySchema } from '../../../../dev/simulator/graphqlSchema.ts';
import { createClock, Registry } from '../../../../dev/simulator/index.ts';
import { poisonKinds, type PoisonKind } from '../../../../dev/simulator/poison.ts';
import { defaultPopulation } from '../../../../dev/simulator/population.ts';

interface Row {
  readonly name: string;
  readonly birthdate: string | null;
  readonly regIds: readonly { readonly value: string }[];
  readonly groupMembershipIds: readonly ({
    readonly individual: { readonly name: string } | null;
    readonly kind: { readonly name: string | null };
  } | null)[];
}

/** The rows that an empty registry serves after it has been poisoned. */
const served = (kind: PoisonKind, isGroup: boolean): readonly Row[] => {
  const registry = new Registry(createClock('2026-03-01'), { ...defaultPopulation, households: 0 });
  registry.poison(kind);
  const fields = 'name birthdate regIds { value } groupMembershipIds { individual { name } kind { name } }';
  const query = `{ getRegistrants(isGroup: ${String(isGroup)}, order: "id asc") { ${fields} } }`;
  const request = { header: { total_count: 1 }, message: { search_request: [{ search_criteria: { query } }] } };
  const envelope = readEnvelope(JSON.stringify(request));
  if ('refusal' in envelope) throw new Error('the envelope was refused');
  const { body } = search(createRegistrySchema(registry.store), envelope, 0);
  const text = JSON.stringify(body);
  const parsed = JSON.parse(text) as {
    message: { search_response: { data: { reg_records: { getRegistrants: Row[] } } }[] };
  };
  return parsed.message.search_response[0]?.data.reg_records.getRegistrants ?? [];
};

describe('poisoned rows', () => {
  for (const kind of poisonKinds) {
    it(`of kind ${kind} reach the client`, () => {
      expect(served(kind, true).length + served(kind, false).length).to.be.greaterThan(0);
    });
  }

  it('hold what their kind says', () => {
    expect(served('broken-date', false)[0]?.birthdate).to.equal('2023-02-29');
    expect(served('nul-characters', false)[0]?.name).to.include('\u0000');
    expect(served('huge-name', false)[0]?.name.length).to.be.at.least(1_048_576);
    const [first, second] = served('same-identifier-twice', false);
    expect(first?.regIds).to.deep.equal(second?.regIds);
  });

  it('have households that are wrong in their members', () => {
    const kindsOf = (kind: PoisonKind): unknown =>
      served(kind, true)[0]?.groupMembershipIds.map((member) => member?.kind.name);
    expect(kindsOf('two-heads')).to.deep.equal(['Head', 'Head']);
    expect(kindsOf('unknown-kinds')).to.deep.equal(['Head', 'Grand Vizier', '']);
    expect(served('lost-member', true)[0]?.groupMembershipIds[1]?.individual).to.equal(null);
    expect(served('null-membership', true)[0]?.groupMembershipIds[1]).to.equal(null);
    expect(served('group-of-500', true)[0]?.groupMembershipIds).to.have.length(500);
    expect(served('empty-group', true)[0]?.groupMembershipIds).to.have.length(0);
  });

  it('are never drawn by a change', () => {
    const registry = new Registry(createClock('2026-03-01'), { ...defaultPopulation, households: 0 });
    registry.poison('group-of-500');
    expect(() => registry.change({ update: 1 })).to.throw(RangeError, 'person');
  });
});
