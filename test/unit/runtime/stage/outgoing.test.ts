import { expect } from 'chai';
import { describe, it } from 'mocha';
import { v5 } from 'uuid';
import { EtlError } from '../../../../core/errors.ts';
import type { OutputEvent } from '../../../../core/streamProcessor.ts';
import { eventIds } from '../../../../schemas/eventId.ts';
import { outgoingMessages } from '../../../../runtime/stage/outgoing.ts';
import { defaultSettings } from '../../../../runtime/stage/settings.ts';

const at = { topic: 'in', partition: 1, offset: 7 };

const context = {
  deployment: 'demo',
  topicPrefix: 'registry.',
  processor: { stage: 'identity' },
  codec: {
    load: () => Promise.resolve(),
    decode: () => ({ type: '', value: {} }),
    encode: (_: string, __: string, value: object) => Buffer.from(JSON.stringify(value)),
  },
  targets: {
    load: () => Promise.resolve(),
    forget: () => undefined,
    partitions: () => 3,
    partitionFor: (_: string, key: string) => key.length % 3,
  },
  eventIds: eventIds('demo', 'identity'),
  settings: defaultSettings,
};

const event: OutputEvent = { topic: 'out', key: 'four', type: 'example.Thing', value: { a: 1 }, time: 0 };

describe('outgoing messages', () => {
  it('carry CloudEvents headers and those of the processor', () => {
    const [message] = outgoingMessages(at, [{ ...event, headers: { 'import-run': 'r' } }], context);
    const id = v5('identity|in|1|7|0', v5('demo', v5.DNS));
    expect(message).to.deep.include({ topic: 'registry.out', partition: 1, key: 'four', ordinal: 0 });
    expect(message?.headers).to.deep.equal({
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: 'example.Thing',
      ce_source: '/registry-stream/demo/identity',
      ce_time: '1970-01-01T00:00:00.000Z',
      'import-run': 'r',
    });
  });

  it('have no value when they are tombstones', () => {
    const [message] = outgoingMessages(at, [{ ...event, value: null }], context);
    expect(message).to.deep.include({ value: null, key: 'four', ordinal: 0 });
  });

  it('go to every partition when they are told to, each with its own key and id', () => {
    const messages = outgoingMessages(at, [event, { ...event, everyPartition: true }, event], context);
    expect(messages.map(({ key, partition, ordinal }) => [key, partition, ordinal])).to.deep.equal([
      ['four', 1, 0],
      ['four/0', 0, 1],
      ['four/1', 1, 2],
      ['four/2', 2, 3],
      ['four', 1, 4],
    ]);
    expect(new Set(messages.map(({ headers }) => headers['ce_id'])).size).to.equal(5);
  });

  it('go to the partition of their partition key, if they have one', () => {
    expect(outgoingMessages(at, [{ ...event, partitionKey: 'fives' }], context)[0]).to.include({
      key: 'four',
      partition: 2,
    });
  });

  it('go to the partition that is named, if there is one', () => {
    expect(outgoingMessages(at, [{ ...event, partition: 2 }], context)[0]?.partition).to.equal(2);
    expect(() => outgoingMessages(at, [{ ...event, partition: 3 }], context)).to.throw(EtlError, 'does not have');
  });

  it('are refused when they say no time, or too much', () => {
    expect(() => outgoingMessages(at, [{ ...event, time: Number.NaN }], context)).to.throw(EtlError, 'time');
    const large = { ...event, value: { text: 'x'.repeat(600_000) } };
    expect(outgoingMessages(at, [large, { ...large, partition: 0 }], context)).to.have.lengthOf(2);
    expect(() => outgoingMessages(at, [large, large], context)).to.throw(EtlError, 'larger than a topic takes');
  });
});
