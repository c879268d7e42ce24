import { expect } from 'chai';
import { describe, it } from 'mocha';
import { SpdciImport } from '../../../../connectors/spdci/config.ts';
import { KnownSubscriptions } from '../../../../connectors/spdci/subscribe/known.ts';
import { readNotice } from '../../../../connectors/spdci/subscribe/notice.ts';
import { formsOf, writeSubscribe, writeUnsubscribe } from '../../../../connectors/spdci/subscribe/request.ts';
import { readSubscribeResponse } from '../../../../connectors/spdci/subscribe/response.ts';
import { readKept, writeKept } from '../../../../connectors/spdci/subscribe/state.ts';
import { sharedJson } from '../../../support/sharedSpec.ts';
import { readGroup, readIndividual } from './reader.ts';

type Json = Readonly<Record<string, unknown>>;

const ids = { message: 'm', transaction: 't', reference: 'r' };
const now = Date.parse('2026-03-01T08:00:00Z');
const imported = (query: Json = {}) => SpdciImport.parse({ subscribe: { events: ['UPDATE'] }, ...query });
const reader = (target: 'individual' | 'group' = 'individual') => ({
  target,
  readEntry: target === 'group' ? readGroup : readIndividual,
  takes: true,
  inScope: true,
});

const asked = (form: 'standard' | 'wildcard' | 'flat', query: Json = {}): Json => {
  const own = imported(query);
  if (own.subscribe === undefined) throw new Error('nothing is subscribed to');
  return writeSubscribe(form, 'UPDATE', own.subscribe, own, 'individual', ids, now);
};

const criteriaOf = (message: Json): Json => {
  const [item] = (message['subscribe_request'] ?? [message]) as [Json];
  return item['subscribe_criteria'] as Json;
};

const ana = { '@type': 'Person', identifier: [{ identifier_type: 'NationalID', identifier_value: 'N-1' }] };
const household = { '@type': 'Group', group_identifier: [{ identifier_type: 'HHID', identifier_value: 'H-1' }] };

describe('requests to subscribe', () => {
  it('are tried in the form of the standard first; with a filter of * only where everybody is asked for', () => {
    const plain = imported();
    const narrowed = imported({ query: { seq: [] } });
    const subscribe = plain.subscribe;
    if (subscribe === undefined) throw new Error('nothing is subscribed to');
    expect(formsOf(subscribe, plain)).to.deep.equal(['standard', 'wildcard', 'flat']);
    expect(formsOf(subscribe, narrowed)).to.deep.equal(['standard', 'flat']);
    expect(formsOf({ ...subscribe, form: 'flat' }, plain)).to.deep.equal(['flat']);
  });

  it('carry the query of the import as their filter, and ask for twice the time until they are renewed', () => {
    const query = { seq: [{ attribute: 'is_group', operator: '=', value: false }] };
    expect(criteriaOf(asked('standard', { query }))).to.deep.include({ filter_type: 'expression', filter: query });
    expect(criteriaOf(asked('standard'))).to.deep.include({ filter_type: 'predicate', filter: [] });
    expect(criteriaOf(asked('wildcard'))).to.deep.include({ filter: { type: '*', value: '*' } });
    const flat = asked('flat');
    expect(flat).not.to.have.property('subscribe_request');
    const { frequency } = criteriaOf(flat) as { frequency: Json };
    expect(frequency).to.include({ start_time: '2026-03-01T08:00:00Z', end_time: '2026-03-03T08:00:00Z' });
    expect(writeUnsubscribe(['SUB-1'], ids, now)).to.include({ transaction_id: 't' });
  });
});

describe('answers to subscribe', () => {
  it('name the code in the list, in the item, or alone, and their end where they name one', () => {
    const end = '2026-03-02T00:00:00Z';
    const read = (message: Json, header: Json = {}) => readSubscribeResponse(message, header);
    const item = { subscriptions: [{ code: 'SUB-1', frequency: { end_time: end } }] };
    expect(read({ subscribe_response: [item] })).to.deep.equal({
      code: 'SUB-1',
      expires: Date.parse(end),
      rejected: undefined,
    });
    expect(read({ subscribe_response: [{ status: 'pdng', subscription_code: 'SUB-2' }] }).code).to.equal('SUB-2');
    expect(read({ subscription_code: 'SUB-3', expires: end })).to.include({ code: 'SUB-3', expires: Date.parse(end) });
    expect(read({ subscribe_response: [{ status: 'succ' }] })).to.deep.equal({
      code: undefined,
      expires: undefined,
      rejected: undefined,
    });
  });

  it('reject, unless what is wanted exists already', () => {
    const item = { status: 'rjct', status_reason_code: 'rjct.event.already_subscribed' };
    expect(readSubscribeResponse({ subscribe_response: [item] }, {}).rejected).to.equal(item.status_reason_code);
    const named = { ...item, subscription_code: 'SUB-1' };
    expect(readSubscribeResponse({ subscribe_response: [named] }, {}).rejected).to.equal(undefined);
    expect(readSubscribeResponse({}, { status: 'rjct' }).rejected).to.equal('');
  });
});

describe('notices', () => {
  it('show records under data or event_data, one or a list, and only those of the kind that is read', () => {
    for (const event of [
      { data: { reg_records: [ana] } },
      { data: { reg_records: ana } },
      { event_data: [ana] },
      { event_data: ana },
    ]) {
      const notice = readNotice({ notify_event: [event] }, () => 'UPDATE', reader());
      expect([notice.entries.length, notice.gone.length, notice.more]).to.deep.equal([1, 0, false]);
      expect(readNotice({ notify_event: event }, () => 'UPDATE', reader()).entries).to.have.lengthOf(1);
    }
    const mixed = { notify_event: [{ event_data: [ana, household, 'nobody'] }] };
    const notice = readNotice(mixed, () => 'UPDATE', reader());
    expect([notice.entries.length, notice.more]).to.deep.equal([1, true]);
    expect(readNotice(mixed, () => 'UPDATE', reader('group')).more).to.equal(true);
    expect(() => readNotice({ notify_event: [] }, () => 'UPDATE', reader())).to.throw(/notify_event/);
  });

  it('say what is gone by the event or by the subscription, and by its identifiers under any name', () => {
    const identifiers = [{ identifier_type: 'NationalID', identifier_value: 'N-1' }];
    for (const [record, event, subscribed] of [
      [{ identifiers }, { event_type: 'DELETE' }, 'UPDATE'],
      [{ identifiers }, {}, 'DELETE'],
      [ana, { reg_event_type: 'DEREGISTER' }, ''],
    ] as const) {
      const { entries, gone } = readNotice(
        { notify_event: [{ ...event, event_data: [record] }] },
        () => subscribed,
        reader(),
      );
      expect(entries).to.deep.equal([]);
      expect(gone.map(({ target, identifiers: found }) => [target, found[0]?.value])).to.deep.equal([
        ['person', 'N-1'],
      ]);
    }
    const group = { identifiers: [{ identifier_type: 'HHID', identifier_value: 'H-1' }] };
    const deleted = (record: Json) =>
      readNotice({ notify_event: [{ event_data: [record] }] }, () => 'DELETE', reader('group'));
    expect(deleted(group).gone[0]).to.include({ target: 'group' });
    expect(deleted(ana)).to.deep.include({ gone: [], more: true });
    expect(deleted({ identifiers: [] })).to.deep.include({ gone: [], more: true });
    // Somebody who has died is not gone: her record says so.
    expect(readNotice({ notify_event: [{ event_data: [ana] }] }, () => 'DEATH', reader()).entries).to.have.lengthOf(1);
  });

  it('are told by what the signature covers: code, transaction or reference', () => {
    const known = new KnownSubscriptions();
    known.add({ event: 'UPDATE', code: 'SUB-1', transaction: 't', reference: 'r', expires: 0 });
    const notify_event = [{ event_data: [] }];
    for (const message of [
      { subscription_code: 'SUB-1', notify_event },
      { transaction_id: 't', notify_event },
      { transaction_id: 'other', notify_event: [{ reference_id: 'r' }] },
    ])
      expect(known.claims(message)).to.equal(true);
    expect(known.claims({ subscription_code: 'SUB-2', notify_event })).to.equal(false);
    expect(known.eventOf({ subscription_code: 'SUB-1' }, {})).to.equal('UPDATE');
    known.end({ event: 'UPDATE', code: 'SUB-1', transaction: 't', reference: 'r', expires: 0 });
    expect(known.claims({ subscription_code: 'SUB-1', notify_event })).to.equal(true);
    expect(known.eventOf({ subscription_code: 'SUB-1' }, {})).to.equal(undefined);
  });

  it('are read as the samples have them', function () {
    const samples = sharedJson('examples/spdci_subscribe_and_notify.json') as
      Readonly<Record<string, Json>> | undefined;
    if (samples === undefined) this.skip();
    const item = samples['on_subscribe_item_spec'];
    expect(readSubscribeResponse({ subscribe_response: [item] }, {})).to.include({
      code: 'SUB-1',
      rejected: undefined,
    });
    const message = (name: string): Json => (samples[name] as { message: Json }).message;
    // Their records are empty but for a type: what they are about has to be looked up.
    expect(readNotice(message('notify_spec'), () => 'UPDATE', reader())).to.deep.include({ entries: [], more: true });
    const openspp = readNotice(message('notify_openspp2'), () => '', reader());
    expect(openspp.entries.length).to.equal(1);
    const gone = readNotice(
      { notify_event: [{ event_data: samples['notify_openspp2_delete_record'] }] },
      () => 'DELETE',
      reader(),
    );
    expect(gone.gone[0]?.identifiers[0]).to.include({ value: '123' });
    const subscribe = message('subscribe_spec');
    expect(Object.keys(criteriaOf(asked('standard')))).to.include.members(
      Object.keys(criteriaOf(subscribe)).filter((name) => name !== 'locale'),
    );
  });
});

describe('what is kept of subscriptions', () => {
  it('comes back as it was, and is nothing when it cannot be read', () => {
    const one = { event: 'UPDATE', code: 'SUB-1', transaction: 't', reference: 'r', expires: now };
    expect(readKept(writeKept([one]))).to.deep.equal([one]);
    for (const text of [undefined, '', 'no json', '{}', '{"subscriptions":[{"event":1}]}'])
      expect(readKept(text)).to.deep.equal([]);
  });
});
