import { isDeepStrictEqual } from 'node:util';
import { describe, it } from 'mocha';
import { entityIdsOf } from '../../processors/identity/ids.ts';
import { namedStage } from '../../runtime/deployment/stages.ts';
import { transactionalPublisher } from '../../runtime/kafka/index.ts';
import { upsertPrograms } from '../../sinks/index.ts';
import { waitFor } from '../support/stack.ts';
import { withConfig } from '../support/withConfig.ts';
import { erasure, group, inputAt, nationalId, person } from '../unit/processors/support/records.ts';
import type { SourceValue } from '../unit/processors/support/records.ts';

const passport = [nationalId('P7123456', { type: 'Passport' })];

/** Keys as a source gives them; `a` was seen first. */
const [a, b, home] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];

/** The real resolver and the real sink on a deployment of the test's own, and what the registry shows. */
class Chain {
  readonly id: (recordKey: string) => string;
  readonly publish: (...values: readonly SourceValue[]) => Promise<void>;
  readonly rows: (sql: string, ...parameters: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

  constructor(of: Pick<Chain, 'id' | 'publish' | 'rows'>) {
    this.id = of.id;
    this.publish = of.publish;
    this.rows = of.rows;
  }

  /** Waits until a query shows what it has to show. */
  async shows(what: string, sql: string, expected: readonly Record<string, unknown>[]): Promise<void> {
    let found: readonly Record<string, unknown>[] = [];
    try {
      await waitFor(what, async () => isDeepStrictEqual((found = await this.rows(sql)), expected), 40_000);
    } catch (thrown) {
      throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`, { cause: thrown });
    }
  }
}

const onChain = (use: (chain: Chain) => Promise<void>): Promise<void> =>
  withConfig(async (config, deployment) => {
    const stages = (['identity', 'registry'] as const).map((name) => namedStage(name, deployment, {}));
    const publisher = transactionalPublisher(deployment.kafka, `${config.deployment}.test-log`);
    const rows: Chain['rows'] = async (sql, ...parameters) =>
      (await deployment.pool.query<Record<string, unknown>>(sql, [...parameters])).rows;
    await upsertPrograms((sql, parameters) => rows(sql, ...parameters), [{ name: 'Cash', target: 'individual' }]);
    await publisher.open();
    const topic = `${config.kafka.topicPrefix}source.records`;
    const runs = stages.map((stage) => stage.run());
    const publish = (...values: readonly SourceValue[]): Promise<void> =>
      publisher.publish(
        values.map((value) => {
          const { key, type, value: content } = inputAt(0, value);
          const bytes = content === null ? null : deployment.codec.encode(topic, type ?? '', content as object);
          return { topic, partition: 0, key, value: bytes, headers: {} };
        }),
      );
    try {
      await use(new Chain({ id: entityIdsOf(config.deployment), publish, rows }));
    } finally {
      await Promise.all(stages.map((stage) => stage.stop(5_000)));
      await Promise.all(runs);
      await publisher.close();
    }
  });

const status = `select id, status, merged_into from registry.registrant where kind = 'individual' order by id`;
const members = `select m.individual_id, m.end_date is null as current from registry.group_membership m order by 1`;

describe('late, changed and erased records, from the log to the registry', () => {
  it('keeps registrants, households and memberships right through merge, split and erasure', () =>
    onChain(async (chain) => {
      const { id } = chain;
      const byId = (rows: readonly Record<string, unknown>[], key: string): readonly Record<string, unknown>[] =>
        [...rows].sort((x, y) => (String(x[key]) < String(y[key]) ? -1 : 1));
      const alone = (recordKey: string) => ({ id: id(recordKey), status: 'active', merged_into: null });

      await chain.publish(
        person(a, { seen: 1, fullName: 'Told by the first', identifiers: passport, programs: ['Cash'] }),
        person(b, { seen: 2, fullName: 'Told by the second', source: 'south' }),
        group(home, [b], { seen: 3 }),
      );
      await chain.shows('two persons', status, byId([alone(a), alone(b)], 'id'));
      await chain.shows('the member', members, [{ individual_id: id(b), current: true }]);

      await chain.publish(person(b, { seen: 2, version: 2, source: 'south', identifiers: passport }));
      const merged = { id: id(b), status: 'merged', merged_into: id(a) };
      await chain.shows('the merge', status, byId([alone(a), merged], 'id'));
      const redirected = [
        { individual_id: id(a), current: true },
        { individual_id: id(b), current: false },
      ];
      await chain.shows('the member by her new id', members, byId(redirected, 'individual_id'));

      await chain.publish(person(b, { seen: 2, version: 3, source: 'south', identifiers: [] }));
      await chain.shows('the split', status, byId([alone(a), alone(b)], 'id'));
      const back = [
        { individual_id: id(a), current: false },
        { individual_id: id(b), current: true },
      ];
      await chain.shows('the member by her own id', members, byId(back, 'individual_id'));

      await chain.publish(person(b, { seen: 2, version: 4, source: 'south', identifiers: passport }));
      await chain.shows('the merge again', status, byId([alone(a), merged], 'id'));
      await chain.publish(erasure(a));
      await chain.shows(
        'the redirect of the erased anchor',
        status,
        byId([{ id: id(a), status: 'merged', merged_into: id(b) }, alone(b)], 'id'),
      );
      await chain.shows('who stays enrolled', `select registrant_id, state from registry.program_membership_current`, [
        { registrant_id: id(b), state: 'draft' },
      ]);
      await chain.shows(
        'nothing that the erased record told',
        `select count(*)::int as told from registry.registrant r, registry.audit_log l
          where r::text like '%the first%' or l::text like '%the first%'`,
        [{ told: 0 }],
      );

      await chain.publish(erasure(b));
      await chain.shows('nobody', status, []);
      await chain.shows('no member', members, []);
      await chain.shows('no enrolment', 'select from registry.program_membership', []);
      await chain.shows(
        'one entry for each that was erased',
        `select count(*)::int as erased, count(distinct subject_id)::int as subjects from registry.audit_log
          where action = 'erased' and changes = '[]'`,
        [{ erased: 2, subjects: 2 }],
      );
      await chain.shows(
        'no dead letter',
        `select from registry_stream.import_run_outcome where outcome = 'dead-lettered'`,
        [],
      );

      await chain.publish(person(a, { seen: 9, fullName: 'Comes again' }));
      await chain.shows('who comes again', status, [alone(a)]);
    })).timeout(240_000);
});
