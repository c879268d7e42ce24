import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { StreamProcessor } from '../../core/streamProcessor.ts';
import type { Stage } from '../../runtime/stage/index.ts';
import type { DeadLetter } from '../../schemas/generated/types.ts';
import { CHANGE, countingProcessor, ENTRY } from '../faults/countingProcessor.ts';
import type { Facts } from '../faults/countingProcessor.ts';
import { entriesFor, expectExactlyOnce, finishWith, until, withDeployment } from '../faults/deployment.ts';
import type { Deployment } from '../faults/deployment.ts';
import { waitFor } from '../support/stack.ts';

const send = (deployment: Deployment, count: number): Promise<void> =>
  deployment.send(entriesFor(count).map((entry) => deployment.input(ENTRY, entry.entity, entry)));

const endOf = async (stage: Stage): Promise<EtlError> => {
  try {
    await stage.run();
  } catch (thrown) {
    return thrown as EtlError;
  }
  throw new Error('the stage ended without an error');
};

describe('a stage in trouble', () => {
  it('sends what cannot go on to the dead letters and goes on with the rest', () =>
    withDeployment(1, async (deployment) => {
      const entry = { entity: 'b', version: 1, text: 'good', run: 'run-1' };
      const headers = { 'import-run': 'run-1', version: '7' };
      const good = Array.from({ length: 40 }, (_, index) =>
        deployment.input(ENTRY, `good-${String(index)}`, { ...entry, entity: `good-${String(index)}` }),
      );
      await deployment.send([
        ...good.slice(0, 20),
        { ...deployment.input(ENTRY, 'a', null), value: Buffer.from('no avro at all'), headers },
        deployment.input(ENTRY, 'rejected', { ...entry, entity: 'rejected', text: 'reject' }),
        { ...deployment.input(ENTRY, 'refused', { ...entry, entity: 'refused', text: 'forbidden' }), headers },
        deployment.input(ENTRY, 'nul', { ...entry, entity: 'nul', text: 'a\0b' }),
        ...good.slice(20),
      ]);
      await finishWith(deployment.stage());

      expect(await deployment.rows('select 1 from test.state')).to.have.lengthOf(40);
      expect(await deployment.read('out')).to.have.lengthOf(40);
      const letters = (await deployment.read('dead-letters')).map((message) => ({
        key: message.key,
        letter: deployment.decode(message) as DeadLetter,
      }));
      expect(letters.map(({ letter }) => letter.code)).to.deep.equal([
        'VALUE_NOT_AVRO',
        'TEST_REJECTED',
        'ROW_REFUSED',
        'ROW_REFUSED',
      ]);
      expect(letters[0]?.key).to.equal('in/0/20/runtime/kafka/VALUE_NOT_AVRO');
      expect(String(letters[0]?.letter.originalValue)).to.equal('no avro at all');
      expect(letters[0]?.letter).to.include({ importRun: 'run-1', version: 7, attempt: 1, truncated: false });
      expect(letters[2]?.letter.message)
        .to.include('23514')
        .and.to.include('text_is_allowed')
        .and.not.include('forbidden');
      const outcomes = await deployment.rows(
        `select outcome, count from registry_stream.import_run_outcome order by outcome`,
      );
      expect(outcomes).to.deep.equal([
        { outcome: 'dead-lettered', count: 2 },
        { outcome: 'new', count: 40 },
      ]);
    }));

  it('sends a record to the dead letters whose events no topic takes', () =>
    withDeployment(1, async (deployment) => {
      const entry = { entity: 'large', version: 5, text: 'x'.repeat(600_000), run: 'run-1' };
      // Twice the text, for the processor makes two events of a fifth version.
      await deployment.send([deployment.input(ENTRY, 'large', entry)]);
      await send(deployment, 40);
      await finishWith(deployment.stage());
      const [letter] = await deployment.read('dead-letters');
      expect(letter?.key).to.equal('in/0/0/stage/counting/OUTPUT_TOO_LARGE');
      expect(deployment.decode(letter as never)).to.include({ truncated: true });
      expect(await deployment.read('out')).to.have.lengthOf(40);
      expect(await deployment.rows('select 1 from test.state')).to.have.lengthOf(40);
    }));

  it('publishes after a crash what was committed and not published', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 100);
      const crashing = deployment.stage({
        points: (point) => {
          if (point === 'relay.before-send') throw new Error('the worker dies here');
        },
      });
      expect((await endOf(crashing)).code).to.equal('CONSUMER_LISTENER_FAILED');
      expect(await deployment.read('out')).to.have.lengthOf(0);
      expect(await deployment.rows('select 1 from registry_stream.outbox')).not.to.have.lengthOf(0);
      const next = deployment.stage();
      const ended = next.run();
      // The crashed one may still be leaving the group: until it has left, the next one has nothing to do, and is idle.
      await waitFor('what was committed to be published', async () => (await deployment.read('out')).length > 0);
      await until(next);
      await next.stop(5000);
      await ended;
      await expectExactlyOnce(deployment, 100);
    }));

  it('takes over again when its claim does not match', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 100);
      let raised = 0;
      const stage = deployment.stage({
        settings: { batchRecords: 30 },
        points: async (point) => {
          if (point !== 'stage.before-claim' || (raised += 1) !== 2) return;
          await deployment.rows('update registry_stream.stream_offset set epoch = epoch + 1');
        },
      });
      await finishWith(stage);
      expect(raised).to.be.greaterThan(3);
      await expectExactlyOnce(deployment, 100);
    }));

  it('has what a processor holds in memory read anew where it may be wrong, and only there', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 100);
      const happened: string[] = [];
      const opening: Partial<StreamProcessor<Facts>> = {
        open: () => {
          happened.push('read anew');
          return Promise.resolve();
        },
      };
      let claims = 0;
      let sends = 0;
      const stage = deployment.stage({
        processor: { ...countingProcessor(), ...opening },
        settings: { batchRecords: 20 },
        points: async (point) => {
          if (point === 'stage.before-claim' && (claims += 1) === 2) {
            happened.push('somebody else was here');
            await deployment.rows('update registry_stream.stream_offset set epoch = epoch + 1');
          }
          if (point === 'relay.before-send' && (sends += 1) === 3) {
            happened.push('a send failed');
            throw new EtlError('KAFKA_UNAVAILABLE', 'transient', 'away for a moment', { component: 'test' });
          }
        },
      });
      await finishWith(stage);
      expect(happened).to.deep.equal(['read anew', 'somebody else was here', 'read anew', 'a send failed']);
      await expectExactlyOnce(deployment, 100);
    }));

  it('applies once what was committed although the answer was lost', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 100);
      let lost = 0;
      const pool = new Proxy(deployment.pool, {
        get(target, name) {
          if (name !== 'query') return Reflect.get(target, name) as unknown;
          return async (statement: { readonly text: string }) => {
            const answer = await target.query(statement);
            if (!statement.text.startsWith('with claim') || (lost += 1) !== 1) return answer;
            throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
          };
        },
      });
      await finishWith(deployment.stage({ pool }));
      expect(lost).to.be.greaterThan(1);
      await expectExactlyOnce(deployment, 100);
    }));

  it('copies a run marker to every partition of the output and notes that it passed', () =>
    withDeployment(3, async (deployment) => {
      const counts = { published: 0, skippedUnchanged: 0, skippedWithoutIdentifier: 0, deadLettered: 0 };
      const run = {
        ...{ runId: 'run-1', source: 'test', import: 'all', mode: 'complete', phase: 'completed', startedAt: 1 },
        ...{ endedAt: 2, ...counts, withdrawalsPending: 0, withdrawalsHeld: 0 },
      };
      await deployment.send([deployment.input('org.registrystream.ImportRun', 'run/run-1/completed', run)]);
      await finishWith(deployment.stage());
      const copies = await deployment.read('out');
      expect(copies.map(({ key, partition }) => `${String(key)} in ${String(partition)}`).sort()).to.deep.equal(
        [0, 1, 2].map((partition) => `run/run-1/completed/${String(partition)} in ${String(partition)}`),
      );
      const markers = await deployment.rows('select run_id, phase from registry_stream.import_run_marker');
      expect(markers).to.deep.equal([{ run_id: 'run-1', phase: 'completed' }]);
    }));

  it('splits what takes the database too long', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 40);
      const sizes: number[] = [];
      const pool = new Proxy(deployment.pool, {
        get(target, name) {
          if (name !== 'query') return Reflect.get(target, name) as unknown;
          return (statement: { readonly text: string; readonly values: readonly unknown[] }) => {
            if (!statement.text.startsWith('with claim')) return target.query(statement as never);
            const size = Number(statement.values[4]) - Number(statement.values[3]);
            sizes.push(size);
            if (size <= 12) return target.query(statement as never);
            return Promise.reject(Object.assign(new Error('canceling statement'), { code: '57014' }));
          };
        },
      });
      await finishWith(deployment.stage({ pool }));
      expect(Math.max(...sizes)).to.be.greaterThan(12);
      await expectExactlyOnce(deployment, 40);
    }));

  it('is told what it publishes and where it stands', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 50);
      const told = { processed: 0, published: 0, lag: -1 };
      const stage = deployment.stage({
        observer: {
          processed: (_, records) => (told.processed += records),
          published: (_, events) => (told.published += events),
          position: (_, __, lag) => (told.lag = lag),
        },
      });
      const ended = stage.run();
      await until(stage);
      await stage.stop(5000);
      await ended;
      expect(told).to.include({ processed: 50, lag: 0 });
      expect(told.published).to.equal((await deployment.read('out')).length);
      expect((await deployment.read('out')).every(({ headers }) => headers['ce_type'] === CHANGE)).to.equal(true);
    }));
});
