import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { Page, Source } from '../../core/source.ts';
import { createClock, spdciPaths, startSimulator } from '../../dev/simulator/index.ts';
import type { FaultPlan, Simulator } from '../../dev/simulator/index.ts';
import { openSpdci } from '../support/spdciSource.ts';
import { waitFor } from '../support/stack.ts';
import type { SpdciTestSource } from '../support/spdciSource.ts';

const quiet = new AbortController().signal;
const beginning = { mode: 'complete', watermark: undefined, cursor: undefined } as const;

const scan = async (source: Source): Promise<readonly Page[]> => {
  const pages = [await source.poll(beginning, quiet)];
  for (let last = pages[0]; last !== undefined && !last.done; last = pages.at(-1)) {
    pages.push(await source.poll({ ...beginning, cursor: last.cursor }, quiet));
  }
  return pages;
};

describe('the SPDCI connector at the simulated registry', () => {
  let simulator: Simulator;
  const open: Source[] = [];

  before(async () => {
    simulator = await startSimulator({ households: 40, clock: createClock('2026-03-01T08:00:00Z') });
  });
  afterEach(async () => {
    simulator.faults.clear();
    await Promise.all(open.splice(0).map((source) => source.close()));
  });
  after(() => simulator.close());

  const source = (options: SpdciTestSource = {}): Source => {
    const opened = openSpdci(simulator, options);
    open.push(opened);
    return opened;
  };

  const errorOf = async (promise: Promise<unknown>): Promise<EtlError> => {
    const thrown: unknown = await promise.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (thrown instanceof EtlError) return thrown;
    throw new Error(`no typed error but ${String(thrown)}`);
  };

  const people = () => simulator.registry.store.all().filter((row) => !row.isGroup);

  it('finds the same people by an expression of the standard, by one of OpenSPP, and by predicates', async () => {
    const since = '2020-01-01T00:00:00Z';
    const queries = [
      {
        query: {
          type: 'ns:org:QueryType:NoSql',
          value: {
            expression: {
              collection: 'Member',
              query: { $and: [{ sex: { $eq: 'female' } }, { last_updated: { $gte: since } }] },
            },
          },
        },
      },
      {
        query: {
          seq: [
            { attribute: 'is_group', operator: '=', value: false },
            { attribute: 'sex', operator: '=', value: 'female' },
          ],
        },
      },
      {
        queryType: 'predicate',
        query: [{ seq_num: 1, expression1: { attribute_name: 'sex', operator: 'eq', attribute_value: 'female' } }],
      },
    ];
    const women = people().filter((row) => row.gender === 'Female').length;
    for (const query of queries) {
      const pages = await scan(source({ query }));
      expect(pages.flatMap((page) => page.entries)).to.have.length(women);
    }
  });

  it('finds one person by her identifier', async () => {
    const row = people().find((one) => one.regIds.some((identifier) => identifier.idTypeAsStr === 'National ID'));
    const value = row?.regIds.find((identifier) => identifier.idTypeAsStr === 'National ID')?.value;
    const query = { queryType: 'idtype-value', query: { type: 'National ID', value }, since: undefined };
    const entries = (await scan(source({ query }))).flatMap((page) => page.entries);
    expect(entries.map((entry) => entry.kind === 'person' && entry.person.givenName)).to.include(row?.givenName);
  });

  it('reads everybody who is shown by a registry that leaves people without identifiers out of its pages', async () => {
    const other = await startSimulator({ households: 60, spdci: { identifiedOnly: true } });
    try {
      const reader = openSpdci(other, { query: { pageSize: 20 } });
      const shown = other.registry.store.all().filter((row) => !row.isGroup && row.regIds.length > 0).length;
      expect((await scan(reader)).flatMap((page) => page.entries)).to.have.length(shown);
      await reader.close();
    } finally {
      await other.close();
    }
  });

  it('refuses every lie with an error that says what and where, and goes on from the same place when it ends', async () => {
    const lies: readonly [FaultPlan['kind'], string, string][] = [
      ['wrong-transaction', 'ANSWER_TO_ANOTHER_REQUEST', 'message.transaction_id'],
      ['wrong-reference', 'ANSWER_TO_ANOTHER_REQUEST', 'message.search_response[0].reference_id'],
      ['wrong-receiver', 'ANSWER_TO_ANOTHER_REQUEST', 'header.receiver_id'],
      ['duplicate-record', 'DUPLICATE_RECORDS', '1'],
      ['other-kind', 'ANSWER_OF_ANOTHER_KIND', '1'],
      ['pending', 'SEARCH_PENDING', 'pdng'],
      ['rejected', 'SEARCH_REJECTED', 'rjct.search_criteria.invalid'],
      ['rejected-header', 'SEARCH_REJECTED', 'rjct.search_criteria.invalid'],
      ['no-envelope', 'ENVELOPE_INCOMPLETE', 'message'],
      ['oversized', 'RESPONSE_TOO_LARGE', '100000'],
    ];
    const reader = source({ query: { pageSize: 10 }, connection: { maxResponseBytes: 100_000 } });
    const first = await reader.poll(beginning, quiet);
    const next = { ...beginning, cursor: first.cursor };
    const second = await reader.poll(next, quiet);
    for (const [kind, code, detail] of lies) {
      simulator.faults.next({ kind, count: 100, bytes: 200_000 });
      const error = await errorOf(reader.poll(next, quiet));
      simulator.faults.clear();
      expect(error, kind).to.include({ code });
      expect(Object.values(error.context.details ?? {}).map(String), kind).to.include(detail);
      expect(await reader.poll(next, quiet)).to.deep.equal(second);
    }
  });

  it('refuses the page of another number, and cursors without end', async () => {
    const byNumber = source({ query: { pageSize: 10, paging: 'page-number' } });
    const { cursor } = await byNumber.poll(beginning, quiet);
    simulator.faults.next({ kind: 'wrong-page', count: 100 });
    const wrong = await errorOf(byNumber.poll({ ...beginning, cursor }, quiet));
    expect(wrong).to.include({ code: 'ANSWER_TO_ANOTHER_REQUEST' });
    expect(wrong.context.details).to.deep.equal({ piece: 'pagination.page_number' });
    simulator.faults.clear();
    simulator.faults.next({ kind: 'endless-cursor', count: 100 });
    expect(await errorOf(scan(source({ query: { pageSize: 10 } })))).to.include({ code: 'ENDLESS_CURSOR' });
  });

  it('takes no total for a proof: neither of the end nor of anything else', async () => {
    const calm = (await scan(source({ query: { pageSize: 30 } }))).flatMap((page) => page.entries);
    simulator.faults.next({ kind: 'wrong-total', count: 100 });
    expect((await scan(source({ query: { pageSize: 30 } }))).flatMap((page) => page.entries)).to.deep.equal(calm);
  });

  it('says what the registry says of a query that it does not take', async () => {
    const query = { seq: [{ attribute: 'shoe_size', operator: '=', value: 43 }] };
    const error = await errorOf(source({ query: { query } }).poll(beginning, quiet));
    expect(error).to.include({ code: 'SEARCH_REJECTED', fault: 'config' });
    expect(error.context.details).to.deep.equal({ reason: 'rjct.filter.invalid' });
  });

  describe('by the asynchronous search', () => {
    const asynchronous = {
      searchPath: spdciPaths.asynchronousSearch,
      statusPath: spdciPaths.status,
      pollIntervalMs: 1,
      maxPollIntervalMs: 5,
    };

    it('brings the same entries as the synchronous one', async () => {
      const entriesOf = async (connection: Readonly<Record<string, unknown>>) =>
        (await scan(source({ connection }))).flatMap((page) => page.entries);
      expect(await entriesOf({ asynchronous })).to.deep.equal(await entriesOf({}));
    });

    it('waits no longer than it may, and ends at once when it is aborted while it waits', async () => {
      const slow = await startSimulator({ households: 2, spdci: { pendingAnswers: 1_000_000 } });
      try {
        const bounded = openSpdci(slow, { connection: { asynchronous: { ...asynchronous, waitMs: 60 } } });
        const error = await errorOf(bounded.poll(beginning, quiet));
        expect(error).to.include({ code: 'SEARCH_STILL_PENDING', fault: 'transient' });
        await bounded.close();
        const patient = { ...asynchronous, pollIntervalMs: 60_000, maxPollIntervalMs: 60_000 };
        const waiting = openSpdci(slow, { connection: { asynchronous: patient } });
        const stop = new AbortController();
        const reason = new Error('stop');
        const askedBefore = slow.requests.counts().search;
        const polled = waiting.poll(beginning, stop.signal).catch((thrown: unknown) => thrown);
        await waitFor('the status to be asked for', () =>
          Promise.resolve(slow.requests.counts().search >= askedBefore + 2),
        );
        stop.abort(reason);
        expect(await polled).to.equal(reason);
        await waiting.close();
      } finally {
        await slow.close();
      }
    });

    it('refuses a result of another search, and one that the registry rejects', async () => {
      const reader = source({ connection: { asynchronous } });
      simulator.faults.next({ kind: 'wrong-transaction', skip: 1, count: 100 });
      expect(await errorOf(reader.poll(beginning, quiet))).to.include({ code: 'ANSWER_TO_ANOTHER_REQUEST' });
      simulator.faults.clear();
      simulator.faults.next({ kind: 'wrong-correlation', skip: 1, count: 100 });
      const other = await errorOf(reader.poll(beginning, quiet));
      expect(other.context.details?.['piece']).to.equal('message.txnstatus_response.txn_status.correlation_id');
      simulator.faults.clear();
      const query = { seq: [{ attribute: 'shoe_size', operator: '=', value: 43 }] };
      const error = await errorOf(source({ query: { query }, connection: { asynchronous } }).poll(beginning, quiet));
      expect(error).to.include({ code: 'SEARCH_REJECTED', fault: 'config' });
      expect(error.context.details).to.deep.equal({ reason: 'rjct.filter.invalid' });
    });
  });

  it('has a watermark that no clock that is ahead can push beyond the scan', async () => {
    const now = Date.parse('2026-02-01T00:00:00Z');
    const behind = await scan(source({ now: () => now }));
    expect(behind.at(-1)?.watermark).to.equal('2026-02-01T00:00:00.000Z');
    const ahead = await scan(source({ now: () => Date.parse('2030-01-01T00:00:00Z') }));
    expect(ahead.at(-1)?.watermark).to.equal('2026-03-01T08:00:00.000Z');
  });
});
