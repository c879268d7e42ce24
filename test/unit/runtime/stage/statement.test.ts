import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { WriteTable } from '../../../../core/streamProcessor.ts';
import { claimStatement } from '../../../../runtime/stage/statement.ts';
import type { Effects } from '../../../../runtime/stage/statement.ts';

const claim = { stage: 's', topic: 'in', partition: 3, from: 10, to: 20, epoch: 4 };
const nothing: Effects = { tables: [], messages: [], outcomes: [], markers: [] };

const table: WriteTable = {
  name: 'people',
  upsert: (rows, claimed) => `insert into people select * from json_to_recordset(${rows}) as r(a int) where ${claimed}`,
  remove: (rows, claimed) => `delete from people using json_to_recordset(${rows}) as r(a int) where ${claimed}`,
};

const message = (ordinal: number, text: string): Effects['messages'][number] => ({
  offset: 12,
  ordinal,
  topic: 'out',
  partition: 1,
  key: 'k',
  headers: { ce_id: '1' },
  value: Buffer.from(text),
});

const parametersUsed = (text: string): number =>
  Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

describe('the claim statement', () => {
  it('moves nothing but the offset when there are no effects', () => {
    const { text, values } = claimStatement(claim, nothing);
    expect(values).to.deep.equal(['s', 'in', 3, 10, 20, 4]);
    expect(text).to.include('next_offset = $4::bigint and epoch = $6::bigint');
    expect(text).not.to.include('insert');
    expect(parametersUsed(text)).to.equal(6);
  });

  it('guards every effect by the claim', () => {
    const effects: Effects = {
      tables: [{ table, upserts: [{ a: 1 }], removals: [{ a: 2 }] }],
      messages: [message(0, 'x')],
      outcomes: [{ run: 'r', outcome: 'new', count: 1 }],
      markers: [{ run: 'r', phase: 'completed', offset: 12 }],
    };
    const { text, values } = claimStatement(claim, effects);
    const writing = text.match(/insert into|delete from/g) ?? [];
    expect(writing).to.have.lengthOf(6);
    expect(text.match(/exists \(select 1 from claim\)/g)).to.have.lengthOf(writing.length);
    expect(parametersUsed(text)).to.equal(values.length);
  });

  it('names only the statements that have rows', () => {
    const { text } = claimStatement(claim, { ...nothing, tables: [{ table, upserts: [{ a: 1 }], removals: [] }] });
    expect(text).to.include('insert into people').and.not.include('delete from people');
  });

  it('sends rows of tables that name their columns as one binary parameter a column', () => {
    const columns = { a: 'integer', b: 'text' } as const;
    const typed: WriteTable = { name: 'typed', columns, upsert: (rows, claimed) => `insert ${rows} ${claimed}` };
    const upserts = [{ a: 1, b: 'x' }, { a: 2 }];
    const { text, values } = claimStatement(claim, {
      ...nothing,
      tables: [{ table: typed, upserts, removals: [] }],
    });
    expect(values.slice(6).map((value) => value instanceof Buffer)).to.deep.equal([true, true]);
    expect(text).to.include('unnest($7::integer[], $8::text[]) as u("a", "b")) as r');
  });

  it('has the same text for other rows of the same kinds, so that it can be prepared', () => {
    const one = claimStatement(claim, { ...nothing, tables: [{ table, upserts: [{ a: 1 }], removals: [] }] });
    const two = claimStatement(
      { ...claim, from: 20, to: 25 },
      { ...nothing, tables: [{ table, upserts: [{ a: 2 }, { a: 3 }], removals: [] }] },
    );
    expect(one.text).to.equal(two.text);
  });
});
