import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { Query } from '../../core/streamProcessor.ts';
import { readVerdicts, verdictKey, withVerdictFence } from '../../runtime/verdicts/index.ts';
import type { PublishVerdict } from '../../runtime/verdicts/index.ts';
import type { Verdict } from '../../schemas/generated/types.ts';
import { withWhole } from './deadLetters/fixture.ts';
import type { WholeDeployment } from './deadLetters/fixture.ts';

const verdict = (judgement: Verdict['judgement'], decidedBy: string): Verdict => ({
  lowerRecordKey: 'a',
  higherRecordKey: 'b',
  judgement,
  decidedBy,
  note: null,
  decidedAt: Date.UTC(2026, 0, 1),
});

const queryOf =
  ({ pool }: WholeDeployment): Query =>
  async (sql, parameters) =>
    (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows;

describe('verdicts in the log', () => {
  it('refuses one of two people who judge at the same moment, and publishes nothing of theirs', async function () {
    this.timeout(180_000);
    await withWhole(async (whole) => {
      const { id, kafka } = whole;
      const give = (own: Verdict) => (publish: PublishVerdict) => publish(own);
      const overtaken = await withVerdictFence(kafka, id, async (publish) => {
        await withVerdictFence(kafka, id, give(verdict('different', 'omar')));
        await publish(verdict('same', 'maria'));
      }).catch((thrown: unknown) => thrown);
      expect(overtaken).to.be.instanceOf(EtlError).and.include({ code: 'VERDICT_OVERTAKEN', fault: 'transient' });
      const published = await whole.read('source.records');
      expect(published.map(({ key }) => key)).to.deep.equal([verdictKey('a', 'b')]);
      const standing = await readVerdicts(kafka, queryOf(whole), [['b', 'a']]);
      expect(standing.get(verdictKey('a', 'b'))).to.include({ decidedBy: 'omar', applied: false });
      await withVerdictFence(kafka, id, give(verdict('none', 'omar')));
      expect(await readVerdicts(kafka, queryOf(whole), [['a', 'b']])).to.have.property('size', 0);
    });
  });

  it('lets what is in the log behind the resolver go before what it has applied', async function () {
    this.timeout(180_000);
    await withWhole(async (whole) => {
      const { id, kafka } = whole;
      const query = queryOf(whole);
      await query('insert into registry_stream.identity_verdict values ($1, $2, $3, $4, null, 5)', [
        'a',
        'b',
        'same',
        'eva',
      ]);
      const [key, pairs] = [verdictKey('a', 'b'), [['a', 'b']] as const];
      expect((await readVerdicts(kafka, query, pairs)).get(key)).to.include({ judgement: 'same', applied: true });
      await withVerdictFence(kafka, id, (publish) => publish(verdict('different', 'omar')));
      expect((await readVerdicts(kafka, query, pairs)).get(key)).to.include({ judgement: 'different', applied: false });
      await withVerdictFence(kafka, id, (publish) => publish(verdict('none', 'omar')));
      expect((await readVerdicts(kafka, query, pairs)).has(key)).to.equal(false);
    });
  });
});
