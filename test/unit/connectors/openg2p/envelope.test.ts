import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readSearchResponse, writeSearchRequest } from '../../../../connectors/openg2p/envelope.ts';
import { quote } from '../../../../connectors/http/quote.ts';
import { documentRefused } from '../../../../connectors/openg2p/errors.ts';
import { EtlError } from '../../../../core/errors.ts';

const ids = { message: 'm-1', transaction: 't-1', reference: 'r-1' };

const answer = (item: object, message: object = {}): unknown => ({
  header: { status: 'succ' },
  message: { transaction_id: 't-1', search_response: [{ reference_id: 'r-1', status: 'succ', ...item }], ...message },
});
const registrants = (list: unknown) => ({ data: { reg_records: { getRegistrants: list, totalRegistrantCount: 1 } } });

const errorOf = (json: unknown): EtlError => {
  try {
    readSearchResponse(json, 'getRegistrants', ids);
  } catch (thrown) {
    if (thrown instanceof EtlError) return thrown;
  }
  throw new Error('was read');
};

describe('envelope', () => {
  it('gives the registrants out of the object that reg_records is', () => {
    expect(readSearchResponse(answer(registrants([{ name: 'A' }, null])), 'getRegistrants', ids)).to.deep.equal([
      { name: 'A' },
      null,
    ]);
  });

  it('tolerates what it does not need: no header, no ids, no status', () => {
    const json = { message: { transaction_id: null, search_response: [{ ...registrants([]) }] } };
    expect(readSearchResponse(json, 'getRegistrants', ids)).to.deep.equal([]);
  });

  it('names the piece that is missing', () => {
    const cases: readonly [unknown, string][] = [
      ['text', 'its envelope'],
      [null, 'its envelope'],
      [[], 'its envelope'],
      [{ hello: 'world' }, 'message'],
      [{ message: {} }, 'message.search_response[0]'],
      [{ message: { search_response: [] } }, 'message.search_response[0]'],
      [answer({}), 'message.search_response[0].data'],
      [answer({ data: {} }), 'message.search_response[0].data.reg_records'],
      [answer({ data: { reg_records: [] } }), 'message.search_response[0].data.reg_records'],
      [answer(registrants(null)), 'message.search_response[0].data.reg_records.getRegistrants'],
    ];
    for (const [json, missing] of cases) {
      const error = errorOf(json);
      expect(error, missing).to.include({ code: 'ENVELOPE_INCOMPLETE', fault: 'transient' });
      expect(error.context.details).to.deep.equal({ missing });
    }
  });

  it('takes a rejected item for an error: of the query when the reason lies there, else of the moment', () => {
    const rejected = (code: string) => errorOf(answer({ status: 'rjct', status_reason_code: code }));
    expect(rejected('rjct.search_criteria.invalid')).to.include({ code: 'SEARCH_REJECTED', fault: 'config' });
    expect(rejected('rjct.server.busy')).to.include({ code: 'SEARCH_REJECTED', fault: 'transient' });
    expect(errorOf({ header: { status: 'rjct' }, message: {} })).to.include({ code: 'SEARCH_REJECTED' });
  });

  it('takes errors inside a 200 for errors, wherever they are, and repeats no message that may speak of data', () => {
    const errors = [{ message: 'value too long: Jane Doe' }];
    for (const json of [{ errors }, answer({ data: { errors } }), answer({ data: { reg_records: { errors } } })]) {
      const error = errorOf(json);
      expect(error).to.include({ code: 'ERROR_INSIDE_ANSWER', fault: 'transient' });
      expect(error.message).not.to.match(/Jane/);
    }
    const refused = errorOf({ errors: [{ message: 'Cannot query field "nam" on type "Partner".' }] });
    expect(refused).to.include({ fault: 'config' });
    expect(refused.message).to.match(/Cannot query field "nam"/);
    expect(errorOf({ detail: 'something' })).to.include({ code: 'ERROR_INSIDE_ANSWER' });
  });

  it('refuses an answer to another request', () => {
    const other = errorOf(answer(registrants([]), { transaction_id: 't-2' }));
    expect(other).to.include({ code: 'ANSWER_TO_ANOTHER_REQUEST', fault: 'transient' });
    expect(errorOf(answer({ ...registrants([]), reference_id: 'r-2' }))).to.include({ code: other.code });
    const unchecked = answer(registrants([]), { transaction_id: 't-2' });
    expect(readSearchResponse(unchecked, 'getRegistrants', undefined)).to.deep.equal([]);
  });

  it('cuts the messages of a server and leaves out the values that they quote', () => {
    expect(quote('x'.repeat(1_000))).to.have.length(200);
    expect(quote('Date cannot represent value: "Jane Doe"')).to.equal('Date cannot represent value');
    expect(documentRefused(404, 'There can be only one argument named "limit".')).to.include({ fault: 'config' });
  });

  const examples = new URL('../../../../../shared/spec/examples/', import.meta.url);

  it('reads the recorded answers and writes requests with the keys of the recorded one', function () {
    if (!existsSync(examples)) this.skip();
    const example = (name: string): unknown => JSON.parse(readFileSync(new URL(name, examples), 'utf8')) as unknown;
    for (const name of ['openg2p_graphql_groups_response.json', 'openg2p_graphql_individuals_response.json']) {
      expect(readSearchResponse(example(name), 'getRegistrants', undefined)).to.have.length(1);
    }
    const parties = { sender: 'a', receiver: 'b' };
    const written = JSON.parse(JSON.stringify(writeSearchRequest('{ a }', ids, parties, new Date()))) as unknown;
    expect(keysOf(written)).to.deep.equal(keysOf(example('openg2p_graphql_groups_request.json')));
  });
});

const keysOf = (json: unknown, path = ''): readonly string[] =>
  typeof json === 'object' && json !== null
    ? Object.entries(json)
        .flatMap(([name, value]) => [`${path}.${name}`, ...keysOf(value, `${path}.${name}`)])
        .sort()
    : [];
