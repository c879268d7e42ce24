import { expect } from 'chai';
import { describe, it } from 'mocha';
import { shownIds } from '../../processors/index.ts';
import { entityIdsOf } from '../../processors/identity/ids.ts';
import type { Deployment } from '../../runtime/deployment/deployment.ts';
import { namedStage } from '../../runtime/deployment/stages.ts';
import {
  erase,
  listedTargets,
  namedTargets,
  planErasure,
  readProofs,
  verifyErasure,
} from '../../runtime/erasure/index.ts';
import type { Targets } from '../../runtime/erasure/index.ts';
import { readToEnd, transactionalPublisher } from '../../runtime/kafka/index.ts';
import type { IncomingMessage } from '../../runtime/kafka/index.ts';
import { waitFor } from '../support/stack.ts';
import { withConfig } from '../support/withConfig.ts';
import { inputAt, nationalId, person } from '../unit/processors/support/records.ts';

const [her, him, other] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];
const views = [
  { name: 'school', topic: 'view.school', fields: ['sex'], ids: 'pseudonymous' },
  { name: 'former', topic: 'view.former', fields: ['sex', 'area'] },
] as const;
const names = ['school', 'former'] as const;
const quiet = (): void => undefined;
const places = ['table registry_stream.view_shown', 'topic view.former', 'topic view.school'];

const publish = async (
  deployment: Deployment,
  messages: Parameters<ReturnType<typeof transactionalPublisher>['publish']>[0],
): Promise<void> => {
  const publisher = transactionalPublisher(deployment.kafka, `${deployment.config.deployment}.test-log`);
  await publisher.open();
  await publisher.publish(messages);
  await publisher.close();
};

/** The newest message under each key of a view. */
const shownBy = async (deployment: Deployment, view: string): Promise<ReadonlyMap<string, IncomingMessage>> => {
  const found = new Map<string, IncomingMessage>();
  await readToEnd(deployment.kafka, {
    topic: deployment.topic(`view.${view}`),
    onMessages: (_, messages) => {
      for (const message of messages) found.set(message.key ?? '', message);
    },
  });
  return found;
};

const keysShownBy = async (deployment: Deployment, view: string): Promise<readonly string[]> =>
  [...(await shownBy(deployment, view))].filter(([, { value }]) => value !== null).map(([key]) => key);

describe('erasing somebody whom views for partners show', () => {
  it('finds her in every view, waits for their stages, and takes away what no stage does', () =>
    withConfig(
      async (config, deployment) => {
        const idOf = entityIdsOf(config.deployment);
        const pseudonym = shownIds({ name: 'school', ids: 'pseudonymous' }, config.secret);
        const stages = (['identity', 'registry', 'view.school', 'view.former'] as const).map((name) =>
          namedStage(name, deployment, {}),
        );
        const running = new Map(stages.map((stage) => [stage, stage.run()]));
        const end = async (some: typeof stages): Promise<void> => {
          await Promise.all(some.map((stage) => stage.stop(5_000)));
          for (const stage of some) {
            await running.get(stage);
            running.delete(stage);
          }
        };
        const authority = { by: 'maria', reason: 'request', at: Date.now() } as const;
        const eraseNow = async (on: Deployment, targets: Targets, wait: number) => {
          const waiting = { deadline: Date.now() + wait, signal: new AbortController().signal, onWait: quiet };
          return erase(on, await planErasure(on, targets, quiet), authority, waiting);
        };
        const inViews = async (targets: Targets): Promise<readonly string[]> =>
          (await planErasure(deployment, targets, quiet)).findings
            .map(({ place }) => place)
            .filter((place) => place.includes('view'))
            .sort();
        const shown = (): Promise<readonly (readonly string[])[]> =>
          Promise.all(names.map((name) => keysShownBy(deployment, name)));
        const topic = deployment.topic('source.records');
        const tell = (...people: readonly ReturnType<typeof person>[]): Promise<void> =>
          publish(
            deployment,
            people.map((value) => {
              const { key, type, value: content } = inputAt(0, value);
              const bytes = deployment.codec.encode(topic, type ?? '', content as object);
              return { topic, partition: 0, key, value: bytes, headers: {} };
            }),
          );
        try {
          await tell(
            person(her, { seen: 1, sex: 'female', identifiers: [nationalId('NID1')] }),
            person(him, { seen: 2, sex: 'male', identifiers: [nationalId('NID2')] }),
          );
          await waitFor('both in both views', async () => (await shown()).every((keys) => keys.length === 2), 60_000);
          const before = new Map(
            await Promise.all(names.map(async (name) => [name, await shownBy(deployment, name)] as const)),
          );
          expect(await inViews(namedTargets([idOf(her)]))).to.deep.equal(places);

          // A view that the configuration has no more, and whose stage runs no more, has shown her all the same.
          await end(stages.slice(3));
          const without = { ...deployment, config: { ...config, views: config.views.slice(0, 1) } };
          const erased = await eraseNow(without, namedTargets([idOf(her)]), 120_000);
          expect(erased.left).to.deep.equal([]);
          expect(erased.applied).to.equal(true);
          expect(await shown()).to.deep.equal([[pseudonym(idOf(him))], [idOf(him)]]);

          // A configured view whose stage does not run is waited for, as resolver and sink are.
          await end(stages.slice(2, 3));
          const unheard = await eraseNow(without, namedTargets([idOf(him)]), 5_000);
          expect(unheard.applied).to.equal(false);
          expect(unheard.left?.map(({ place }) => place)).to.include('topic view.school');
          const school = namedStage('view.school', deployment, {});
          stages.push(school);
          running.set(school, school.run());
          expect(await eraseNow(without, namedTargets([idOf(him)]), 120_000)).to.deep.include({
            applied: true,
            left: [],
          });

          // As after a restore of Kafka and of the database: the view knows her again, and no tombstone is to come.
          const key = pseudonym(idOf(her));
          const message = before.get('school')?.get(key);
          const restored = deployment.topic('view.school');
          await publish(deployment, [{ topic: restored, key, value: message?.value ?? null, headers: {} }]);
          await deployment.query(
            `insert into registry_stream.view_shown (view, registrant_id, version, hash) values ('school', $1, 1, 'h')`,
            [idOf(her)],
          );
          const verified = await verifyErasure(deployment, listedTargets(''), quiet);
          expect(verified.findings.map(({ place, count }) => [place, count])).to.deep.equal([
            ['topic view.school', 1],
            ['table registry_stream.view_shown', 1],
          ]);
          const again = { ...listedTargets(''), proofs: [...(await readProofs(deployment)).values()] };
          expect(await eraseNow(without, again, 120_000)).to.deep.include({ applied: true, left: [] });
          expect(await shown()).to.deep.equal([[], []]);

          // The stage in whose place that was published goes on.
          await tell(person(other, { seen: 3, sex: 'female', identifiers: [nationalId('NID3')] }));
          const shownNext = async (): Promise<boolean> =>
            (await keysShownBy(deployment, 'school')).join() === pseudonym(idOf(other));
          await waitFor('the next one in the view', shownNext, 60_000);
        } finally {
          await end([...running.keys()]);
        }
      },
      { views },
    )).timeout(400_000);
});
