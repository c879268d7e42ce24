import { expect } from 'chai';
import { describe, it } from 'mocha';
import { openEnvelope, readSearchResponse } from '../../../../connectors/spdci/answer.ts';
import type { Expectation, SearchPage } from '../../../../connectors/spdci/answer.ts';
import { checkRecords } from '../../../../connectors/spdci/records.ts';
import { EtlError } from '../../../../core/errors.ts';
import { sharedJson } from '../../../support/sharedSpec.ts';

const expected: Expectation = {
  ids: { message: 'm-1', transaction: 't-1', reference: 'r-1' },
  parties: { sender: 'us', receiver: 'registry' },
  actions: ['on-search', 'search'],
  checkCorrelation: true,
};

const read = (json: unknown, expectation = expected): SearchPage => {
  const { header, message } = openEnvelope(json, expectation);
  return readSearchResponse(message, header, 'message.', expectation);
};

const answer = (item: object = {}, header: object = {}, message: object = {}): unknown => ({
  signature: '',
  header: {
    version: '1.0.0',
    action: 'on-search',
    status: 'succ',
    sender_id: 'registry',
    receiver_id: 'us',
    ...header,
  },
  message: {
    transaction_id: 't-1',
    correlation_id: 'c',
    search_response: [{ reference_id: 'r-1', status: 'succ', data: { reg_records: [{ a: 1 }] }, ...item }],
    ...message,
  },
});

const thrownBy = (run: () => unknown): EtlError => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof EtlError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
};

describe('the answer to an SPDCI search', () => {
  it('gives records and pagination, its numbers as numbers, texts or blanks', () => {
    const pagination = { page_size: '10', page_number: 1, total_count: '1', next_cursor: 'abc' };
    expect(read(answer({ pagination }, { message_ts: '2026-01-01T00:00:00Z' }))).to.deep.equal({
      records: [{ a: 1 }],
      pageSize: 10,
      pageNumber: 1,
      nextCursor: 'abc',
      time: '2026-01-01T00:00:00Z',
    });
    for (const nothing of [null, undefined, {}, { page_size: '', page_number: '', total_count: '', next_cursor: '' }]) {
      const found = read(answer({ pagination: nothing }));
      expect([found.pageSize, found.pageNumber, found.nextCursor]).to.deep.equal([undefined, undefined, undefined]);
    }
  });

  it('tolerates what the samples have: the request’s action and status, blank ids, ids not turned round', () => {
    const blank = { transaction_id: '', correlation_id: null };
    const item = { reference_id: '', status: 'rcvd', status_reason_code: 'rjct.reference_id.invalid' };
    const header = {
      action: 'search',
      status: 'rcvd',
      sender_id: 'us',
      receiver_id: 'registry',
      total_count: '1',
      meta: '',
    };
    expect(read(answer(item, header, blank)).records).to.have.length(1);
    expect(read({ message: { search_response: [{ data: { reg_records: [] } }] } }).records).to.deep.equal([]);
  });

  it('honours the status of the item, with its reason', () => {
    const rejected = thrownBy(() =>
      read(answer({ status: 'rjct', status_reason_code: 'rjct.filter.invalid', data: null })),
    );
    expect(rejected).to.include({ code: 'SEARCH_REJECTED', fault: 'config' });
    expect(rejected.context.details).to.deep.equal({ reason: 'rjct.filter.invalid' });
    const talkative = { status: 'rjct', status_reason_code: 'no Ana Cruz', status_reason_message: 'no Ana Cruz' };
    expect(thrownBy(() => read(answer(talkative))).message).not.to.include('Ana');
    const tooMany = { status: 'rjct', status_reason_code: 'rjct.search.too_many_records_found' };
    expect(thrownBy(() => read(answer(tooMany)))).to.include({ fault: 'config' });
    expect(thrownBy(() => read(answer({ status: 'rjct', status_reason_code: '' })))).to.include({ fault: 'transient' });
    for (const item of [{ status: 'pdng' }, { status: 'pdng', data: null }, { status: 'rcvd', data: undefined }]) {
      expect(thrownBy(() => read(answer(item)))).to.include({ code: 'SEARCH_PENDING', fault: 'transient' });
    }
    const header = { status: 'rjct', status_reason_code: 'rjct.version.invalid' };
    expect(thrownBy(() => read(answer({}, header, { search_response: undefined })))).to.include({
      code: 'SEARCH_REJECTED',
    });
  });

  it('refuses what was meant for another request or another party, and says where', () => {
    const cases: readonly [unknown, string][] = [
      [answer({}, {}, { transaction_id: 't-2' }), 'message.transaction_id'],
      [answer({ reference_id: 'r-2' }), 'message.search_response[0].reference_id'],
      [answer({}, { receiver_id: 'others' }), 'header.receiver_id'],
      [answer({}, { sender_id: 'others' }), 'header.sender_id'],
    ];
    for (const [json, piece] of cases) {
      const error = thrownBy(() => read(json));
      expect(error, piece).to.include({ code: 'ANSWER_TO_ANOTHER_REQUEST', fault: 'transient' });
      expect(error.context.details).to.deep.equal({ piece });
      expect(read(json, { ...expected, checkCorrelation: false }).records).to.have.length(1);
    }
  });

  it('refuses what it cannot read: another version, another action, an encrypted message, several items', () => {
    const cases: readonly [unknown, string][] = [
      [answer({}, { version: '2.0.0' }), 'header.version'],
      [answer({}, { action: 'on-subscribe' }), 'header.action'],
      [answer({}, { is_msg_encrypted: true }), 'header.is_msg_encrypted'],
      [answer({}, {}, { ciphertext: 'x' }), 'message'],
      [answer({}, {}, { search_response: [{}, {}] }), 'message.search_response'],
    ];
    for (const [json, piece] of cases) {
      const error = thrownBy(() => read(json));
      expect(error, piece).to.include({ code: 'ENVELOPE_REFUSED', fault: 'config' });
      expect(error.context.details).to.deep.equal({ piece });
    }
  });

  it('takes no answer for an empty page that does not say so', () => {
    for (const [json, missing] of [
      ['text', 'its envelope'],
      [{ hello: 'world' }, 'message'],
      [answer({}, {}, { search_response: [] }), 'message.search_response[0]'],
      [answer({ data: null }), 'message.search_response[0].data'],
      [answer({ data: {} }), 'message.search_response[0].data.reg_records'],
      [answer({ data: { reg_records: { a: 1 } } }), 'message.search_response[0].data.reg_records'],
    ] as const) {
      const error = thrownBy(() => read(json));
      expect(error, missing).to.include({ code: 'ENVELOPE_INCOMPLETE', fault: 'transient' });
      expect(error.context.details).to.deep.equal({ missing });
    }
  });

  it('refuses a page with one record twice, but not with people of whom nothing tells them apart', () => {
    const person = { identifier: [{ identifier_type: 'UIN', identifier_value: '1' }], name: {} };
    const error = thrownBy(() => {
      checkRecords([{}, person, { ...person }], 'individual');
    });
    expect(error).to.include({ code: 'DUPLICATE_RECORDS', fault: 'transient' });
    expect(error.context.details).to.deep.equal({ first: 2, second: 3 });
    checkRecords([{ name: 'x' }, { name: 'x' }, null, 'text'], 'individual');
  });

  it('refuses a page of the other kind', () => {
    const group = { '@type': 'spdci:Group', member_list: [] };
    for (const [record, target] of [
      [group, 'individual'],
      [{ group_identifier: [] }, 'individual'],
      [{ '@type': 'SRPerson' }, 'group'],
      [{ demographic_info: {} }, 'group'],
    ] as const) {
      const error = thrownBy(() => {
        checkRecords([record], target);
      });
      expect(error).to.include({ code: 'ANSWER_OF_ANOTHER_KIND', fault: 'config' });
    }
    checkRecords([group, { '@type': 'Something' }], 'group');
  });

  it('reads every sample of the standard', function () {
    const samples = ['1-1', '1-2', '1-3', '2', '3a', '4'].map((name) =>
      sharedJson(`spdci/samples/processflow${name}res.json`),
    );
    if (samples.includes(undefined)) this.skip();
    // Their ids have nothing to do with any request; some name both parties as SR and SP-System, some in small letters.
    for (const sample of samples) {
      expect(read(sample, { ...expected, checkCorrelation: false }).records).to.have.length(1);
    }
  });
});
