import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EtlError } from '../../../../../core/errors.ts';
import { identityEvaluate } from '../../../../../runtime/cli/commands/identityEvaluate.ts';
import { identityTrain } from '../../../../../runtime/cli/commands/identityTrain.ts';
import { checkIdentifiers, recognise } from '../../../../../runtime/cli/records/columns.ts';
import { dayOrderOf, isoDate, readBirth } from '../../../../../runtime/cli/records/dates.ts';
import { learnableOfFile } from '../../../../../runtime/cli/records/loadLearnable.ts';
import { meaningOf } from '../../../../../runtime/cli/records/meanings.ts';
import { readTruth } from '../../../../../runtime/cli/records/truth.ts';
import { inventCustomers } from '../../../../support/people/biographies.ts';
import type { Row } from '../../../../support/people/registry.ts';

const meaningsOf = (headers: readonly string[], truth?: string): Record<string, string> =>
  Object.fromEntries(
    recognise(headers, { ...(truth !== undefined && { truth }), without: [], mapping: {} }).map(
      ({ header, meaning }) => [header, meaning],
    ),
  );

const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
  } catch (error) {
    if (error instanceof EtlError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
};

describe('records/columns', () => {
  const known: readonly (readonly [header: string, meaning: string])[] = [
    ['First Name', 'given-name'],
    ['fname', 'given-name'],
    ['prénom', 'given-name'],
    ['apellidos', 'family-name'],
    ['lastName', 'family-name'],
    ['Date of Birth', 'birth-date'],
    ['birth_year', 'birth-year'],
    ['postcode_fake', 'postcode'],
    ['res_city_desc', 'locality'],
    ['zip_code', 'postcode'],
    ['gender_code', 'sex'],
    ['phone_no', 'phone'],
    ['address_1', 'street'],
    ['Street Number', 'house-number'],
    ['soc_sec_id', 'identifier'],
    ['birth_place', 'birth-place'],
    ['occupation', 'text'],
    ['household_id', 'household'],
  ];
  for (const [header, meaning] of known) {
    it(`takes ${header} for ${meaning}`, () => {
      expect(meaningOf(header)).to.equal(meaning);
    });
  }

  it('takes numbers of rows and files for nothing', () => {
    for (const header of ['rec_id', 'id', 'cluster', 'unique_id', 'source_file', 'updated_at', 'x1']) {
      expect(meaningOf(header), header).to.equal(undefined);
    }
  });

  it('lets the other columns decide what a name is', () => {
    expect(meaningsOf(['name', 'surname'])).to.deep.equal({ name: 'given-name', surname: 'family-name' });
    expect(meaningsOf(['nom', 'prenom'])).to.deep.equal({ nom: 'family-name', prenom: 'given-name' });
    expect(meaningsOf(['name', 'dob'])['name']).to.equal('full-name');
    expect(meaningsOf(['full_name', 'first_name', 'surname'])['full_name']).to.equal('left-out');
  });

  it('never uses the truth', () => {
    expect(meaningsOf(['surname', 'national_id'], 'national_id')['national_id']).to.equal('truth');
  });

  it('leaves identifiers out that name the row or hold the truth', () => {
    const rows = Array.from({ length: 60 }, (_, row) => [
      `id-${String(row)}`,
      `p${String(row >> 1)}x`,
      String(row % 7),
    ]);
    const headers = ['passport', 'national_id', 'tax_id'];
    const columns = recognise(headers, { without: [], mapping: {} });
    const checked = checkIdentifiers(
      columns,
      rows,
      rows.map((_, row) => `p${String(row >> 1)}`),
    );
    expect(checked.map(({ meaning }) => meaning)).to.deep.equal(['left-out', 'left-out', 'identifier']);
  });
});

describe('records/dates', () => {
  it('reads the order of day and month from the column', () => {
    expect(dayOrderOf(['01/02/1990', '03/25/1990'])).to.equal('month-first');
    expect(dayOrderOf(['01/02/1990', '25/03/1990'])).to.equal('day-first');
  });

  it('reads dates as people write them', () => {
    const read = (text: string): string => isoDate(text, 'day-first', 2026);
    expect(read('5/3/1990')).to.equal('1990-03-05');
    expect(read('19900305')).to.equal('19900305');
    expect(read('05031990')).to.equal('1990-03-05');
    expect(read('3 May 1990')).to.equal('1990-05-03');
    expect(read('mars 1990')).to.equal('1990-03');
    expect(read('12/25/90')).to.equal('1990-12-25');
    expect(read('1990-3-5 00:00:00')).to.equal('1990-03-05');
    expect(read('unknown')).to.equal('unknown');
  });

  it('reads the births of people long dead', () => {
    expect(readBirth('1642-12-25', 'day-first', 2026)).to.deep.equal({
      year: 1642,
      month: 12,
      day: 25,
      imprecise: false,
    });
    expect(readBirth('1642-01-01', 'day-first', 2026)?.imprecise).to.equal(true);
    expect(readBirth('1642', 'day-first', 2026)?.month).to.equal(null);
    expect(readBirth('1642-02-31', 'day-first', 2026)).to.equal(null);
  });
});

describe('records/truth', () => {
  const column = { index: 0, header: 'rec_id' };
  const rowsOf = (...values: string[]) => values.map((value) => [value]);

  it("knows FEBRL's record ids", () => {
    const truth = readTruth(rowsOf('rec-12-org', 'rec-12-dup-0', 'rec-1-org'), column);
    expect(truth.personOf).to.deep.equal(['12', '12', '1']);
    expect(truth.remark).to.contain('FEBRL');
  });

  it('takes the person out of the value', () => {
    expect(readTruth(rowsOf('a1-x', 'a1-y'), column, '^(.+)-').personOf).to.deep.equal(['a1', 'a1']);
  });

  it('says what is wrong with a truth', async () => {
    expect(await codeOf(() => readTruth(rowsOf('a', 'b'), column))).to.equal('TRUTH_WITHOUT_PAIRS');
    expect(await codeOf(() => readTruth(rowsOf('a', 'a'), column, '('))).to.equal('TRUTH_PATTERN_INVALID');
    expect(await codeOf(() => readTruth(rowsOf('a', 'a'), column, 'b(.)'))).to.equal('TRUTH_PATTERN_UNMATCHED');
  });
});

describe('identity commands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'registry-stream-'));
  const file = join(folder, 'people.csv');
  const signal = new AbortController().signal;

  const write = (rows: readonly Row[], sign = ','): void => {
    const headers = Object.keys(rows[0] ?? {});
    const lines = rows.map((row) => headers.map((header) => row[header] ?? '').join(sign));
    writeFileSync(file, [headers.join(sign), ...lines].join('\n'));
  };

  const run = async (act: (output: { lines: string[] }) => Promise<void>): Promise<string[]> => {
    const output = { lines: [] as string[] };
    await act(output);
    return output.lines;
  };

  const outputTo = (lines: string[]) => ({
    write: (text: string) => void lines.push(...text.split('\n')),
    remark: () => undefined,
    json: true,
    interactive: false,
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('trains, evaluates with the model, and ends with one object', async () => {
    write(inventCustomers(80, 9), ';');
    const model = join(folder, 'model.json');
    await run(({ lines }) =>
      identityTrain(
        learnableOfFile({ records: file, without: ['cluster'] }),
        { output: model, size: 500 },
        outputTo(lines),
        signal,
      ),
    );
    const lines = await run(({ lines: all }) =>
      identityEvaluate({ records: file, truth: 'cluster', model }, outputTo(all), signal),
    );
    const result = JSON.parse(lines.at(-1) ?? '') as Record<string, number>;
    expect(result['precision']).to.be.within(0.98, 1);
    expect(result['recall']).to.be.within(0.8, 1);
    expect(result['f1']).to.be.within(0.8, 1);
  });

  it('works for ten rows', async () => {
    write(inventCustomers(5, 10).slice(0, 10));
    const lines = await run(({ lines: all }) =>
      identityEvaluate({ records: file, truth: 'cluster' }, outputTo(all), signal),
    );
    expect(JSON.parse(lines.at(-1) ?? '')).to.include.keys('precision', 'recall', 'f1');
  });

  it('says what is wrong with a file', async () => {
    const evaluate = () =>
      run(({ lines }) => identityEvaluate({ records: file, truth: 'cluster' }, outputTo(lines), signal));
    writeFileSync(file, 'cluster,colour\n1,red\n1,blue\n');
    expect(await codeOf(evaluate)).to.equal('NOTHING_TO_COMPARE');
    writeFileSync(file, 'person,surname\n1,Lopez\n');
    expect(await codeOf(evaluate)).to.equal('COLUMN_UNKNOWN');
    writeFileSync(file, 'cluster,surname\n');
    expect(await codeOf(evaluate)).to.equal('FILE_EMPTY');
    rmSync(file);
    expect(await codeOf(evaluate)).to.equal('FILE_UNREADABLE');
  });
});
