import { expect } from 'chai';
import { checkViews } from '../../../runtime/deployment/views.ts';
import { namedStage } from '../../../runtime/deployment/stages.ts';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import { partitionFor, readToEnd, transactionalPublisher } from '../../../runtime/kafka/index.ts';
import type { IncomingMessage } from '../../../runtime/kafka/index.ts';
import { subscribe } from '../../../runtime/subscribe/index.ts';
import type { SubscribedEvent } from '../../../runtime/subscribe/index.ts';
import type { Registrant } from '../../../schemas/generated/Registrant.ts';
import { finishWith } from '../../faults/deployment.ts';
import { withConfig } from '../../support/withConfig.ts';
import { idOf, registrant } from '../../unit/sinks/postgres/events.ts';

const view = { name: 'school', topic: 'view.school', fields: ['sex', 'area'], ids: 'pseudonymous' };

interface Erased {
  readonly erased: string;
  readonly version: string;
}

const publish = async (deployment: Deployment, ...states: readonly (Registrant | Erased)[]): Promise<void> => {
  const topic = deployment.topic('registrants');
  const publisher = transactionalPublisher(deployment.kafka, `${deployment.config.deployment}.test`);
  await publisher.open();
  await publisher.publish(
    states.map((state) => {
      const key = 'erased' in state ? state.erased : state.registrantId;
      const value = 'erased' in state ? null : deployment.codec.encode(topic, 'org.registrystream.Registrant', state);
      const headers: Record<string, string> = 'erased' in state ? { version: state.version } : {};
      return { topic, partition: partitionFor(key, 2), key, value, headers };
    }),
  );
  await publisher.close();
};

const messagesOf = async (deployment: Deployment): Promise<readonly IncomingMessage[]> => {
  const found: IncomingMessage[] = [];
  await readToEnd(deployment.kafka, {
    topic: deployment.topic('view.school'),
    onMessages: (_, messages) => {
      found.push(...messages);
    },
  });
  await deployment.codec.load(found.map(({ value }) => value));
  return found;
};

/** What the view's topic holds once it is compacted: the newest value under each key. */
const newest = async (deployment: Deployment): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>> | null>> =>
  new Map(
    (await messagesOf(deployment)).map(({ key, value }) => [
      key ?? '',
      value === null ? null : (deployment.codec.decode(value).value as Readonly<Record<string, unknown>>),
    ]),
  );

describe('a view for partners', function suite() {
  this.timeout(120_000);

  it('shows few fields, follows merges, and lets go of who is sealed off or erased', () =>
    withConfig(
      async (_config, deployment) => {
        const derive = (): Promise<void> => finishWith(namedStage('view.school', deployment, {}));
        await deployment.codec.prepare();
        const person = (n: number, version: number, more: Partial<Registrant> = {}): Registrant =>
          registrant(n, { version, fullName: `NAME ${String(n)}`, sex: 'female', area: 'North', ...more });
        await publish(
          deployment,
          person(1, 1),
          person(2, 2),
          person(3, 3),
          person(4, 4, { sealed: true }),
          person(5, 5),
        );
        await derive();
        const first = await newest(deployment);
        expect(first.size).to.equal(4);
        expect([...first.values()].map((state) => state?.['area'])).to.deep.equal(Array(4).fill('North'));
        await publish(
          deployment,
          person(1, 10, { status: 'merged', mergedInto: idOf(2), sex: null, area: null }),
          person(2, 10, { mergedFrom: [idOf(1)] }),
          person(3, 11, { sealed: true }),
          { erased: idOf(5), version: '12' },
          { erased: idOf(4), version: '13' },
          person(2, 14, { fullName: 'NOT SHOWN', mergedFrom: [idOf(1)] }),
        );
        await derive();
        const second = await newest(deployment);
        expect([...second.keys()]).to.have.members([...first.keys()]);
        const states = [...second.values()];
        expect(states.filter((state) => state === null)).to.have.length(2);
        const survivor = states.find((state) => state?.['status'] === 'active');
        const loser = states.find((state) => state?.['status'] === 'merged');
        expect(loser).to.include({ mergedInto: survivor?.['registrantId'], area: null });
        expect(survivor?.['mergedFrom']).to.deep.equal([loser?.['registrantId']]);
        // Once more, over the same input: nothing new.
        const count = (await messagesOf(deployment)).length;
        await derive();
        const bytes = await messagesOf(deployment);
        expect(bytes).to.have.length(count);
        const everything = bytes.map(
          ({ key, value, headers }) => `${String(key)}${String(value)}${JSON.stringify(headers)}`,
        );
        for (const hidden of ['NAME', 'NOT SHOWN', ...[1, 2, 3, 4, 5].map(idOf)])
          expect(everything.join('\n')).to.not.include(hidden);
        const [{ count: shown }] = (await deployment.query(
          'select count(*)::int from registry_stream.view_shown',
          [],
        )) as [{ count: number }];
        expect(shown).to.equal(2);
      },
      { views: [view] },
    ));

  it('is read by a subscription, which knows nothing of its fields beforehand', () =>
    withConfig(
      async ({ kafka, schemaRegistry }, deployment) => {
        await publish(deployment, registrant(1, { version: 1, sex: 'female' }), { erased: idOf(2), version: '2' });
        await finishWith(namedStage('view.school', deployment, {}));
        const events: SubscribedEvent[] = [];
        const stopping = new AbortController();
        await subscribe({
          kafka: { brokers: kafka.brokers },
          schemaRegistry: { url: schemaRegistry.url },
          topicPrefix: kafka.topicPrefix,
          views: ['view.school'],
          onBatch: (batch) => {
            events.push(...batch.events);
            return Promise.resolve();
          },
          onCaughtUp: () => {
            stopping.abort();
          },
          signal: stopping.signal,
        });
        expect(events).to.have.length(1);
        const [event] = events;
        expect(event).to.include({ kind: 'view', change: 'updated', topic: 'view.school' });
        expect(event?.kind === 'view' && event.change === 'updated' && event.state['sex']).to.equal('female');
      },
      { views: [view] },
    ));

  it('cannot change once it is made', () =>
    withConfig(
      async ({ views }, { query }) => {
        expect(await checkViews(views, query)).to.deep.equal([]);
        const [made] = views;
        if (made === undefined) throw new Error('the test has a view');
        expect(await checkViews([{ ...made, fields: ['area', 'sex'] }], query)).to.deep.equal([]);
        const changed = checkViews([{ ...made, fields: ['sex', 'area', 'fullName'] }], query);
        expect(await changed.catch((thrown: unknown) => thrown)).to.include({ code: 'VIEW_CHANGED', fault: 'config' });
        expect(await checkViews([{ ...made, name: 'other' }], query)).to.deep.equal(['other']);
      },
      { views: [view] },
    ));
});
