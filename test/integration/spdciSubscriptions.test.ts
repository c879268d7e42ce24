import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { Source } from '../../core/source.ts';
import { startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { checkedConnection, listeningConnection, RecordingListener, subscribePaths } from '../support/spdciCallback.ts';
import { openSpdci } from '../support/spdciSource.ts';
import type { SpdciTestSource } from '../support/spdciSource.ts';
import { waitFor } from '../support/stack.ts';

const quiet = new AbortController().signal;
const events = ['REGISTER', 'UPDATE', 'DELETE'];

describe('subscriptions at an SPDCI registry', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const start = async (spdci: Parameters<typeof startSimulator>[0]): Promise<Simulator> => {
    const simulator = await startSimulator({ households: 10, ...spdci });
    closing.push(() => simulator.close());
    return simulator;
  };

  const open = async (
    simulator: Simulator,
    options: SpdciTestSource = {},
    subscribe: Readonly<Record<string, unknown>> = {},
  ): Promise<{ source: Source; url: string }> => {
    const { url, connection } = await listeningConnection();
    const source = openSpdci(simulator, {
      ...options,
      connection: { ...checkedConnection(simulator), ...connection, ...options.connection },
      query: { subscribe: { events, ...subscribePaths, ...subscribe }, ...options.query },
    });
    closing.push(() => source.close());
    return { source, url };
  };

  const subscribed = async (simulator: Simulator, listener: RecordingListener, count = events.length) => {
    await waitFor('the subscriptions to be kept', () => Promise.resolve(listener.kept !== undefined));
    const active = simulator.spdci.subscriptions.rows.filter((row) => row.active);
    expect(active).to.have.lengthOf(count);
    return active;
  };

  const changed = async (simulator: Simulator, counts: Parameters<Simulator['registry']['change']>[0]) => {
    const before = simulator.registry.snapshot();
    simulator.registry.change(counts);
    return simulator.spdci.subscriptions.tell(before, simulator.registry.snapshot());
  };

  for (const shape of ['standard', 'openspp', 'flat'] as const) {
    it(`are made, renewed at the next start and ended, and bring what has changed: ${shape}`, async () => {
      const callbackPaths = shape === 'standard' ? 'standard' : 'none';
      const simulator = await start({ spdci: { sign: true, shape, callbackPaths } });
      const { source } = await open(simulator);
      const listener = new RecordingListener();
      await source.listen?.(listener, quiet);
      const rows = await subscribed(simulator, listener);
      expect(listener.codes).to.deep.equal([]);
      for (const { code } of rows) expect(listener.kept).to.include(code);

      const deliveries = await changed(simulator, { update: 2, addPerson: 1, removePerson: 1 });
      expect(deliveries.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
      const entries = listener.notices.flatMap((notice) => notice.entries);
      expect(entries.map(({ kind }) => kind)).to.deep.equal(['person', 'person', 'person']);
      expect(listener.notices.every(({ inScope }) => inScope)).to.equal(true);
      const gone = listener.notices.flatMap((notice) => notice.gone);
      expect(gone.length + listener.notices.filter(({ more }) => more).length).to.equal(1);

      await source.close();
      const { source: next } = await open(simulator);
      const heir = new RecordingListener();
      heir.kept = listener.kept;
      await next.listen?.(heir, quiet);
      await waitFor('the old subscriptions to be ended', () => Promise.resolve(rows.every((row) => !row.active)));
      const renewed = await subscribed(simulator, heir);
      expect(renewed.some((row) => rows.includes(row))).to.equal(false);

      expect(await next.unsubscribe?.(heir.kept ?? '', quiet)).to.equal(3);
      expect(simulator.spdci.subscriptions.rows.every((row) => !row.active)).to.equal(true);
    });
  }

  it('are ended when they are no longer configured', async () => {
    const simulator = await start({ spdci: { sign: true } });
    const { source } = await open(simulator);
    const listener = new RecordingListener();
    await source.listen?.(listener, quiet);
    const rows = await subscribed(simulator, listener);
    await source.close();
    const plain = openSpdci(simulator, {
      connection: { ...checkedConnection(simulator), baseUrl: `${simulator.url}/social` },
    });
    closing.push(() => plain.close());
    await plain.listen?.(listener, quiet);
    await waitFor('them to be ended', () => Promise.resolve(rows.every((row) => !row.active)));
    await waitFor('that to be kept', () => Promise.resolve(listener.kept === '{"subscriptions":[]}'));
  });

  it('give a notice that could not be published another chance, and use none twice', async () => {
    const simulator = await start({ spdci: { sign: true, shape: 'openspp', callbackPaths: 'none' } });
    const { source } = await open(simulator);
    const listener = new RecordingListener();
    await source.listen?.(listener, quiet);
    await subscribed(simulator, listener);
    listener.refusal = new EtlError('KAFKA_UNREACHABLE', 'transient', 'away', { component: 'test' });
    const [failed] = await changed(simulator, { update: 1 });
    expect(failed?.status).to.equal(503);
    expect(failed?.answer).to.have.nested.property('message.error.code', 'err.service.unavailable');
    listener.refusal = undefined;
    const again = (): Promise<number> =>
      fetch(failed?.url ?? '', { method: 'POST', body: JSON.stringify(failed?.envelope) }).then(({ status }) => status);
    expect(await again()).to.equal(200);
    expect(await again()).to.equal(200);
    expect(listener.notices).to.have.lengthOf(1);
  });

  it('refuse what nobody has subscribed to, what is not signed, and what was signed by somebody else', async () => {
    const simulator = await start({ spdci: { sign: true } });
    const other = await start({ spdci: { sign: true } });
    const { source, url } = await open(simulator);
    const listener = new RecordingListener();
    await source.listen?.(listener, quiet);
    const [row] = await subscribed(simulator, listener);
    if (row === undefined) throw new Error('no subscription');
    const record = { '@type': 'Person', identifier: [{ identifier_type: 'National ID', identifier_value: 'X-1' }] };
    const unknown = await simulator.spdci.subscriptions.notify({ ...row, transaction: 't', reference: 'r' }, 'UPDATE', [
      record,
    ]);
    const stranger = await other.spdci.subscriptions.notify(row, 'UPDATE', [record]);
    const unsigned = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ ...(stranger.envelope as object), signature: '' }),
    });
    expect([unknown.status, stranger.status, unsigned.status]).to.deep.equal([404, 401, 401]);
    expect(listener.codes).to.have.lengthOf(3);
    expect([listener.codes[0], listener.codes[2]]).to.deep.equal(['NOTICE_WITHOUT_SUBSCRIPTION', 'SIGNATURE_MISSING']);
    expect(listener.codes[1]).to.match(/^SIGNATURE_/);
    expect(listener.notices).to.deep.equal([]);
  });

  it('tell a household import of a person by having it look, and take nothing where only a look is wanted', async () => {
    const simulator = await start({ spdci: { sign: true } });
    const { source } = await open(simulator, { target: 'group' }, { recordType: 'Person', events: ['UPDATE'] });
    const listener = new RecordingListener();
    await source.listen?.(listener, quiet);
    await subscribed(simulator, listener, 1);
    await changed(simulator, { update: 1 });
    expect(listener.notices).to.deep.equal([{ entries: [], gone: [], more: true, inScope: true }]);

    const { source: looking } = await open(simulator, {}, { records: 'scan', events: ['UPDATE'] });
    const looker = new RecordingListener();
    await looking.listen?.(looker, quiet);
    await waitFor('the subscription', () => Promise.resolve(looker.kept !== undefined));
    await changed(simulator, { update: 1 });
    expect(looker.notices).to.deep.equal([{ entries: [], gone: [], more: true, inScope: true }]);
  });

  it('say which events the registry does not know, and keep the others', async () => {
    const simulator = await start({ spdci: { sign: true } });
    const { source } = await open(simulator, {}, { subscribePath: '/nowhere' });
    const listener = new RecordingListener();
    await source.listen?.(listener, quiet);
    await waitFor('the troubles', () => Promise.resolve(listener.troubles.length >= events.length));
    expect(listener.troubles.every(({ fault }) => fault === 'config')).to.equal(true);
    expect(await source.poll({ mode: 'complete', watermark: undefined, cursor: undefined }, quiet)).to.have.property(
      'entries',
    );
  });

  it('are refused by the configuration where anybody could send notices', async () => {
    const simulator = await start({ spdci: {} });
    const { connection } = await listeningConnection();
    const query = { subscribe: { events, ...subscribePaths } };
    expect(() => openSpdci(simulator, { query })).to.throw(/needs connection.callback/);
    expect(() => openSpdci(simulator, { query, connection })).to.throw(/signature.verify: required/);
    expect(() =>
      openSpdci(simulator, {
        query: { ...query, watermarkOverlapDays: 0 },
        connection: { ...connection, ...checkedConnection(simulator) },
      }),
    ).to.throw(/watermarkOverlapDays/);
  });
});
