import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadConfig } from '../../../../runtime/config/load.ts';

const problemsOf = (views: string): string[] => {
  const directory = mkdtempSync(join(tmpdir(), 'registry-stream-views-'));
  const file = join(directory, 'c.yaml');
  writeFileSync(
    file,
    `deployment: demo
secret: a secret of this test alone, long enough
kafka: { brokers: [127.0.0.1:9092] }
schemaRegistry: { url: http://127.0.0.1:8081 }
postgres: { url: postgres://127.0.0.1/registry }
programs: [{ name: Cash, target: individual }]
views:
${views}`,
  );
  try {
    loadConfig({ file, connectors: {} });
    return [];
  } catch (thrown) {
    return (thrown as Error).message.split('\n').map((line) => line.replace(`${file}:`, ''));
  } finally {
    rmSync(directory, { recursive: true });
  }
};

describe('views in the configuration', () => {
  it('take fields of a registrant', () => {
    expect(
      problemsOf('  - { name: a, topic: view.a, fields: [sex], attributes: [grade], programs: [Cash] }'),
    ).to.deep.equal([]);
  });

  it('name line and key of a field that is none, or is not for partners', () => {
    const [line, second] = problemsOf(
      '  - name: a\n    topic: view.a\n    fields:\n      - sex\n      - gender\n      - sources\n',
    );
    expect(line).to.match(/^12: views\[0\]\.fields\[1\]: is not a field that a view may show; there are: fullName,/);
    expect(second).to.match(/^13: views\[0\]\.fields\[2\]: /);
  });

  it('have names and topics of their own, programmes that exist, and types only with identifiers', () => {
    const problems = problemsOf(
      '  - { name: a, topic: registrants, fields: [sex] }\n' +
        '  - { name: a, topic: registrants, fields: [sex], identifierTypes: [National ID], programs: [Food] }\n',
    );
    expect(problems).to.have.members([
      '9: views[1].name: another view has this name',
      '9: views[1].topic: another view has this topic',
      '8: views[0].topic: is a topic of the product; choose another name',
      '9: views[1].topic: is a topic of the product; choose another name',
      '9: views[1].identifierTypes: needs identifiers among the fields',
      '9: views[1].programs[0]: is not in the list programs',
    ]);
  });
});
