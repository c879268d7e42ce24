import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createTableSource } from '../../../../connectors/index.ts';
import type { OpenTable, Table, TableRow } from '../../../../connectors/index.ts';
import { OwnIds } from '../../../../connectors/table/ownIds.ts';
import { MappingConfig } from '../../../../connectors/mapping/config.ts';
import { EtlError } from '../../../../core/errors.ts';
import { quiet, readAll, refusals } from './support.ts';

type Cells = TableRow['cells'];

/** Rows in memory. @param failing number of the row that cannot be read */
const tableOf = (rows: readonly Cells[], failing?: number): Table & { readonly opened: () => number } => {
  let opened = 0;
  return {
    unit: 'row',
    opened: () => opened,
    open: (): Promise<OpenTable> => {
      opened += 1;
      let at = 0;
      return Promise.resolve({
        columns: [...new Set(rows.flatMap((row) => Object.keys(row)))],
        next: (count) => {
          const found = rows.slice(at, at + count).map((cells, index) => ({ place: at + index + 1, cells }));
          at += found.length;
          if (failing === undefined || failing > at) return Promise.resolve(found);
          const error = new EtlError('QUERY_INTERRUPTED', 'transient', 'the connection was lost', {
            component: 'test',
          });
          return Promise.reject(error);
        },
        progress: () => at / rows.length,
        close: () => Promise.resolve(),
      });
    },
  };
};

describe('connectors/table: people of a table', () => {
  it("reads columns called as OpenG2P's, and keeps what has no home", async () => {
    const row = {
      ...{ id: 4711, name: 'REYES, ANA', gender: 'F', birthdate: '1984-06-26', national_id: 'N1', passport: null },
      ...{ phone: '+639171234567', disability: 'yes', sealed: true, score: 0.25 },
    };
    const [entry] = (await readAll(tableOf([row]))).entries;
    const person = entry?.kind === 'person' ? entry.person : undefined;
    expect(person).to.include({ recordId: '4711', fullName: 'REYES, ANA', sex: 'F', birthDate: '1984-06-26' });
    expect(person).to.include({ disabled: true, sealed: true, deceased: null });
    expect(person?.identifiers).to.deep.equal([
      { type: 'National ID', value: 'N1', issuer: null, expiry: null, uniqueness: 'unique', wellFormed: true },
    ]);
    expect(person?.phones).to.deep.equal([{ number: '+639171234567', collected: null, disabled: null }]);
    expect(person?.attributes).to.deep.equal({ score: '0.25' });
  });

  it('reads lists of identifiers, and columns of other names by a mapping', async () => {
    const identifiers = [{ type: 'Passport', value: 'P1', issuer: 'PH' }];
    const mapping = MappingConfig.parse({ person: { fields: { recordId: 'partner', fullName: 'who' } } });
    const [entry] = (await readAll(tableOf([{ partner: 'x-1', who: 'Ana', identifiers }]), { mapping })).entries;
    expect(entry?.kind === 'person' ? entry.person : undefined)
      .to.deep.include({ recordId: 'x-1', fullName: 'Ana' })
      .and.to.have.nested.property('identifiers[0].issuer', 'PH');
  });

  it('reads groups without members', async () => {
    const [entry] = (await readAll(tableOf([{ id: '9', name: 'Reyes', kind: 'Household' }]), { target: 'group' }))
      .entries;
    expect(entry?.kind === 'group' ? entry.group : undefined).to.deep.include({
      ...{ recordId: '9', name: 'Reyes', groupKind: 'Household', members: [] },
    });
  });

  it('refuses who has no id, the id of another, or nothing to be known by, and names the row, never a value', async () => {
    const rows = [
      { id: '1', name: 'Ana' },
      { id: ' ', name: 'Ben' },
      { id: '1 ', name: 'Carla' },
      { id: '2', name: ' ', national_id: null },
      { id: '3', name: null, national_id: 'N3' },
      { id: '4', name: 17 },
    ];
    const { entries } = await readAll(tableOf(rows));
    expect(refusals(entries)).to.deep.equal([
      ...['OWN_ID_MISSING row 2', 'OWN_ID_TWICE row 3', 'ROW_TELLS_NOBODY row 4', 'FIELD_WRONG_TYPE row 6'],
    ]);
    const texts = entries.flatMap((entry) => (entry.kind === 'rejected' ? [entry.error.message] : []));
    expect(texts[1]).to.include('row 3').and.include('row 1');
    expect(texts.join()).not.to.match(/Ana|Ben|Carla|N3|17/);
  });

  it('reads page after page to the end, and begins anew whatever the cursor says', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => ({ id: String(index), name: 'Ana' }));
    const table = tableOf(rows);
    expect(await readAll(table)).to.have.property('pages', 4);
    const source = createTableSource({ table, target: 'individual', identifierTypes: [] });
    const page = await source.poll({ mode: 'complete', watermark: undefined, cursor: '2000' }, quiet);
    expect(page.entries[0]).to.have.nested.property('person.recordId', '0');
    expect(source.progress()).to.equal(0.4);
    await source.close();
  });

  it('does not begin anew by itself when reading has failed', async () => {
    const table = tableOf(
      Array.from({ length: 1_500 }, (_, index) => ({ id: String(index), name: 'Ana' })),
      1_200,
    );
    const source = createTableSource({ table, target: 'individual', identifierTypes: [] });
    const request = { mode: 'complete', watermark: undefined, cursor: undefined } as const;
    await source.poll(request, quiet);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const thrown: unknown = await source.poll({ ...request, cursor: '1000' }, quiet).catch((error: unknown) => error);
      expect(thrown).to.include({ code: 'QUERY_INTERRUPTED' });
    }
    expect(table.opened()).to.equal(1);
  });

  it('knows of any ids which came before, and where', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (ids) => {
        const known = new OwnIds();
        ids.forEach((id, index) => {
          const first = ids.indexOf(id);
          expect(known.add(id, index + 1)).to.equal(first < index ? first + 1 : undefined);
        });
      }),
    );
    const many = new OwnIds();
    const all = Array.from({ length: 20_000 }, (_, index) => index + 1);
    for (const place of all) expect(many.add(`id ${String(place)}`, place)).to.equal(undefined);
    for (const place of all) expect(many.add(`id ${String(place)}`, 1)).to.equal(place);
  });
});
