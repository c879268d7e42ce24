import { expect } from 'chai';
import { describe, it } from 'mocha';
import { enrolmentMessages } from '../../../../runtime/enrolments/messages.ts';
import type { EnrolmentChange } from '../../../../sinks/index.ts';

const change = (id: number, more: Partial<EnrolmentChange> = {}): EnrolmentChange => ({
  id,
  registrantId: 'r1',
  program: 'Cash',
  state: 'enrolled',
  changedAt: Date.UTC(2026, 2, 1, 12),
  ...more,
});

const codec = {
  encode: (topic: string, type: string, value: object) => Buffer.from(JSON.stringify([topic, type, value])),
};

describe('changes of enrolments that go to the log', () => {
  it('are complete states under the key of the enrolment, as CloudEvents', () => {
    const message = enrolmentMessages('demo', 'registry.', codec)(change(7));
    expect(message).to.deep.include({ topic: 'registry.source.records', key: 'enrolment/r1/Cash' });
    expect(JSON.parse(String(message.value))).to.deep.equal([
      'registry.source.records',
      'org.registrystream.Enrolment',
      { registrantId: 'r1', program: 'Cash', state: 'enrolled', changedAt: Date.UTC(2026, 2, 1, 12) },
    ]);
    expect(message.headers).to.include({
      ce_specversion: '1.0',
      ce_type: 'org.registrystream.Enrolment',
      ce_source: '/demo/enrolments',
      ce_time: '2026-03-01T12:00:00.000Z',
    });
  });

  it('have the same id whenever they are published, and another one than any other change', () => {
    const idOf = (one: EnrolmentChange, deployment = 'demo') =>
      enrolmentMessages(deployment, 'registry.', codec)(one).headers['ce_id'];
    expect(idOf(change(7))).to.equal(idOf(change(7)));
    const others = [
      idOf(change(7), 'other'),
      idOf(change(8)),
      idOf(change(7, { registrantId: 'r2' })),
      // An empty database counts from 1 again.
      idOf(change(7, { changedAt: Date.UTC(2027, 2, 1, 12) })),
    ];
    expect(new Set([idOf(change(7)), ...others]).size).to.equal(5);
  });
});
