import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { csvTable } from '../../../../connectors/index.ts';
import { EtlError } from '../../../../core/errors.ts';
import { readAll, refusals } from './support.ts';

describe('connectors/table: a CSV file', () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'registry-stream-csv-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const fileOf = (contents: string | Buffer): string => {
    const file = join(directory, 'people.csv');
    writeFileSync(file, contents);
    return file;
  };
  const namesIn = async (contents: string | Buffer, encoding?: string): Promise<unknown[]> =>
    (await readAll(csvTable(fileOf(contents), encoding))).entries.map((entry) =>
      entry.kind === 'person' ? [entry.person.recordId, entry.person.fullName] : entry.kind,
    );
  const failure = async (contents: string | Buffer, encoding?: string): Promise<EtlError> => {
    try {
      await readAll(csvTable(fileOf(contents), encoding));
    } catch (thrown) {
      if (thrown instanceof EtlError) return thrown;
      throw thrown;
    }
    throw new Error('nothing was thrown');
  };

  const peña = [['1', 'Peña']];
  const cases = [
    ['with commas', 'id,name\n1,Peña\n', undefined],
    ['with semicolons, a byte order mark and lines of Windows', '\u{feff}id;name\r\n1;"Peña"\r\n', undefined],
    ['with tabs and without a last line end', 'id\tname\n1\tPeña', undefined],
    ['in another encoding', Buffer.from('id,name\n1,Peña\n', 'latin1'), 'windows-1252'],
    ['that a byte order mark tells to be UTF-16', Buffer.from('\u{feff}id,name\n1,Peña\n', 'utf16le'), undefined],
    ['with spaces around its values', ' id , name \n 1 , Peña \n', undefined],
  ] as const;
  for (const [what, contents, encoding] of cases)
    it(`reads one ${what}`, async () => {
      expect(await namesIn(contents, encoding)).to.deep.equal(peña);
    });

  it('passes over rows without any value, and knows the line on which a row begins', async () => {
    const { entries } = await readAll(
      csvTable(fileOf('id,name\n\n1,"Ana\nMaria\nReyes"\n,\n2,Ben\n,Carla\n3,Dan,more\n4\n')),
    );
    expect(refusals(entries)).to.deep.equal(['OWN_ID_MISSING line 8', 'ROW_MISPLACED line 9', 'ROW_MISPLACED line 10']);
    expect(entries).to.have.length(5);
  });

  const wrong = [
    ['that is empty', '', 'FILE_EMPTY'],
    ['with a column twice', 'id,name,name\n1,a,b\n', 'COLUMN_TWICE'],
    ['that is no UTF-8', Buffer.from('id,name\n1,Peña\n', 'latin1'), 'FILE_ENCODING'],
    ['with a quotation mark that nobody closes', 'id,name\n1,"Peña\n2,b\n', 'FILE_NO_CSV'],
    [
      'with a quotation mark that nobody closes for megabytes',
      `id,name\n1,"${'Peña\n'.repeat(400_000)}`,
      'FILE_NO_CSV',
    ],
    ['without an id column', 'partner,name\n1,Peña\n', 'ID_COLUMN_MISSING'],
  ] as const;
  for (const [what, contents, code] of wrong)
    it(`refuses one ${what}, and quotes nothing of it`, async () => {
      const error = await failure(contents);
      expect(error).to.include({ code, fault: 'config' });
      expect(error.message).not.to.include('Pe');
      expect(error.cause).to.equal(undefined);
    });

  it('refuses an encoding that is none, and a file that is not there', async () => {
    expect(await failure('id\n1\n', 'klingon')).to.include({ code: 'ENCODING_UNKNOWN' });
    const absent = csvTable(join(directory, 'absent.csv')).open(new AbortController().signal);
    expect(await absent.catch((thrown: unknown) => thrown)).to.include({ code: 'FILE_UNREADABLE' });
  });
});
