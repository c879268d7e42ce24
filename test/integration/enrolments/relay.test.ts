import { expect } from 'chai';
import { describe, it } from 'mocha';
import { openRelaySession } from '../../../runtime/enrolments/session.ts';
import { createPool } from '../../../runtime/postgres/index.ts';
import { KAFKA_API, kafkaProxy } from '../../support/tcpProxy.ts';
import { waitFor } from '../../support/stack.ts';
import { idOf } from '../../unit/sinks/postgres/events.ts';
import { onGround, type EnrolmentGround, type Published } from './fixture.ts';

const cycle = ['enrolled', 'paused', 'exited', 'not_eligible'];

/** Changes five enrolments again and again, and disturbs after each round. */
const changeManyTimes = async (
  ground: EnrolmentGround,
  rounds: number,
  disturb: (round: number) => Promise<void>,
): Promise<void> => {
  for (let round = 0; round < rounds; round += 1) {
    for (let person = 0; person < 5; person += 1) await ground.set(idOf(person), cycle[(round + person) % 4] ?? '');
    await disturb(round);
  }
};

/** No state of an enrolment stands behind a newer one, and the last one is that of the table. */
const expectInOrder = async (ground: EnrolmentGround, published: readonly Published[]): Promise<void> => {
  const rows = await ground.query('select registrant_id, state from registry.program_membership order by 1');
  expect(rows).to.have.length(5);
  for (const { registrant_id: id, state } of rows) {
    const own = published.filter(({ registrantId }) => registrantId === id);
    expect(own.at(-1)?.state).to.equal(state);
    const times = own.map(({ changedAt }) => changedAt);
    expect(times).to.deep.equal([...times].sort((left, right) => left - right));
  }
};

describe('changes of enrolments on their way to the log', function () {
  this.timeout(120_000);

  it('get there once, as complete states, in their order', () =>
    onGround(async (ground) => {
      await ground.set(idOf(1), 'draft');
      ground.relay();
      for (const state of ['enrolled', 'paused', 'exited', 'draft']) {
        await ground.set(idOf(1), state);
        await ground.untilDrained();
      }
      await ground.query('delete from registry.program_membership');
      await ground.set(idOf(1), 'enrolled');
      await ground.query('delete from registry.program_membership');
      await ground.untilDrained();
      const published = await ground.published();
      expect(published.map(({ state }) => state)).to.deep.equal(['enrolled', 'paused', 'exited', 'draft', 'none']);
      expect(published[0]).to.deep.include({
        key: `enrolment/${idOf(1)}/Cash`,
        registrantId: idOf(1),
        program: 'Cash',
      });
      expect(published[0]?.headers).to.include({
        ce_type: 'org.registrystream.Enrolment',
        ce_source: `/${ground.deployment}/enrolments`,
      });
      expect(new Set(published.map(({ headers }) => headers['ce_id'])).size).to.equal(published.length);
    }));

  it('get there all when more wait than go into one transaction', () =>
    onGround(async (ground) => {
      await ground.query(`insert into registry.program_membership (registrant_id, program_id, state)
select gen_random_uuid(), p.id, 'enrolled' from registry.program p, generate_series(1, 1300)`);
      await ground.query("update registry.program_membership set state = 'paused'");
      ground.relay();
      await ground.untilDrained();
      const published = await ground.published();
      expect(published).to.have.length(1300);
      expect(new Set(published.map(({ key, state }) => `${String(key)} ${state}`)).size).to.equal(1300);
    }));

  it('stay in order while the sessions are ended again and again', () =>
    onGround(async (ground) => {
      const relay = ground.relay();
      let ended = 0;
      await changeManyTimes(ground, 24, async (round) => {
        if (round % 4 !== 3) return;
        await waitFor('a session', () => ground.endSessions(relay));
        ended += 1;
      });
      await ground.untilDrained();
      expect(ended).to.equal(6);
      await expectInOrder(ground, await ground.published());
    }));

  it('go once and in order where two processes could carry them, and on when one of them ends', () =>
    onGround(async (ground) => {
      const relays = [ground.relay(), ground.relay()];
      const holder = () =>
        waitFor('one to hold the lock', async () => {
          const held = await ground.holder();
          return relays.find(({ name }) => name === held);
        });
      const first = await holder();
      await changeManyTimes(ground, 30, async (round) => {
        if (round === 14) await first.close();
        if (round % 10 === 9) await ground.untilDrained();
      });
      const published = await ground.published();
      await expectInOrder(ground, published);
      expect(new Set(published.map(({ headers }) => headers['ce_id'])).size).to.equal(published.length);
      expect((await holder()).name).to.equal(relays.find((relay) => relay !== first)?.name);
      expect(relays.flatMap(({ lines }) => lines)).to.deep.equal([]);
    }));

  it('are published again after a crash before they are removed, and never take an enrolment back', () =>
    onGround(async (ground) => {
      await ground.query(`create function refuse() returns trigger language plpgsql as
$$ begin raise exception 'not now' using errcode = '40001'; end $$`);
      await ground.query(`create trigger refuse before delete on registry_stream.enrolment_change
for each row execute function refuse()`);
      await ground.set(idOf(1), 'enrolled');
      await ground.set(idOf(1), 'exited');
      const relay = ground.relay();
      const times = (count: number) => async () => (await ground.states(idOf(1))).length >= count;
      await waitFor('the change to be there twice', times(2));
      await ground.set(idOf(1), 'enrolled');
      await waitFor('the next change to be there twice', async () =>
        (await ground.states(idOf(1))).slice(-2).every((state) => state === 'enrolled'),
      );
      await ground.query('drop trigger refuse on registry_stream.enrolment_change');
      await ground.untilDrained();
      expect((await ground.states(idOf(1))).join(' ')).to.match(/^exited( exited)+( enrolled)+$/);
      const ids = (await ground.published()).map(({ headers }) => headers['ce_id']);
      expect(new Set(ids).size).to.equal(2);
      expect(relay.lines[0]).to.deep.include({ level: 'warn' });
      expect(relay.lines[0]?.context).to.include({ code: 'POSTGRES_TRANSIENT' });
      await waitFor('the relay to say that it works again', () =>
        Promise.resolve(relay.lines.at(-1)?.level === 'info' && relay.failing.at(-1) === 0),
      );
    }));

  it('cannot be put behind newer ones by a process that has lost its session while it publishes', () =>
    onGround(async (ground) => {
      const proxy = await kafkaProxy(ground.broker);
      try {
        const slow = ground.relay(proxy.address);
        await ground.set(idOf(1), 'enrolled');
        await ground.untilDrained();
        proxy.loseAnswersTo(KAFKA_API.produce, KAFKA_API.endTransaction);
        await ground.set(idOf(1), 'paused');
        await waitFor('an answer to be lost', () => Promise.resolve(proxy.lost() > 0));
        // It waits for the broker's answer with `paused` in its hands.
        const quick = ground.relay();
        await ground.endSessions(slow);
        await waitFor('the other to hold the lock', async () => (await ground.holder()) === quick.name);
        await ground.set(idOf(1), 'exited');
        await ground.untilDrained();
        proxy.loseAnswersTo();
        await waitFor('the first to notice', () => Promise.resolve(slow.lines.length > 0));
        await waitFor('the first to stand by', () => Promise.resolve(slow.failing.at(-1) === 0));
        const states = await ground.states(idOf(1));
        expect(states.at(0)).to.equal('enrolled');
        expect(states.join(' ')).to.match(/^enrolled( paused)*( exited)+$/);
        expect(slow.lines[0]?.context).to.have.property('fault', 'transient');
      } finally {
        await proxy.close();
      }
    }));

  it('wait for a broker that is away, and say so', () =>
    onGround(async (ground) => {
      const proxy = await kafkaProxy(ground.broker);
      const port = Number(proxy.address.split(':')[1]);
      await proxy.close();
      const relay = ground.relay(`127.0.0.1:${String(port)}`);
      await ground.set(idOf(1), 'enrolled');
      await waitFor('a warning', () => Promise.resolve(relay.lines.length > 0), 60_000);
      expect(relay.lines[0]).to.deep.include({ level: 'warn' });
      expect(relay.lines[0]?.context).to.include({ code: 'KAFKA_UNAVAILABLE' });
      expect(await ground.waiting()).to.equal(1);
      ground.relay();
      // The one that cannot reach Kafka lets the lock go.
      await ground.untilDrained();
      expect(await ground.states(idOf(1))).to.deep.equal(['enrolled']);
    }));

  it('end with a typed error when waiting is no use', () =>
    onGround(async (ground) => {
      await ground.query('drop table registry_stream.enrolment_change cascade');
      const error = await ground.relay().ended.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.include({ code: 'POSTGRES_CONFIG', fault: 'config' });
    }));

  it('are left for another process when this one is told to stop', () =>
    onGround(async (ground) => {
      const relay = ground.relay();
      await waitFor('it to hold the lock', async () => (await ground.holder()) === relay.name);
      await relay.close();
      await relay.ended;
      await waitFor('the lock to be free', async () => (await ground.holder()) === undefined);
      await ground.set(idOf(1), 'enrolled');
      expect(await ground.waiting()).to.equal(1);
      expect(await ground.published()).to.deep.equal([]);
    }));

  it('are not held up for ever by a session that nobody uses any more', () =>
    onGround(async (ground) => {
      const pool = createPool({ url: ground.database.url, applicationName: 'frozen' }, {}, () => undefined);
      const frozen = await openRelaySession(pool);
      try {
        expect(await frozen.lock()).to.equal(true);
        expect(await frozen.query('show idle_session_timeout', [])).to.deep.equal([{ idle_session_timeout: '1min' }]);
        const relay = ground.relay();
        await ground.set(idOf(1), 'enrolled');
        await waitFor('the relay to stand by', () => Promise.resolve(relay.failing.length > 0));
        expect(await ground.waiting()).to.equal(1);
        await frozen.query("select set_config('idle_session_timeout', '200ms', false)", []);
        await ground.untilDrained();
      } finally {
        frozen.end();
        await pool.end();
      }
    }));
});
