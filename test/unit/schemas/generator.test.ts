import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import avsc from 'avsc';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { schemas } from '../../../schemas/generated/schemas.ts';
import { typeModules, type AvroNamed } from '../../../schemas/generator.ts';
import { topicDefinitions } from '../../../schemas/topics.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('schemas', () => {
  it('has generated modules that are as new as the .avsc files', () => {
    const output = execFileSync(process.execPath, ['--import=tsx', 'schemas/generate.ts', '--check'], { cwd: root });
    expect(output.toString()).to.equal('');
  });

  it('gives every record a self-contained schema that the Avro library reads', () => {
    const records = readdirSync(`${root}schemas/types`).filter((file) => file.endsWith('.avsc'));
    expect(Object.keys(schemas).length).to.be.greaterThan(10).and.at.most(records.length);
    for (const [name, schema] of Object.entries(schemas)) {
      expect(avsc.Type.forSchema(schema as avsc.Schema).name).to.equal(name);
    }
  });

  it('names only records that exist in the topics', () => {
    for (const topic of topicDefinitions) expect(schemas).to.include.all.keys([...topic.types]);
  });

  it('writes unions, arrays, maps, enums and references as TypeScript', () => {
    const types: AvroNamed[] = [
      {
        type: 'record',
        name: 'Pair',
        namespace: 'n',
        fields: [
          { name: 'some', type: ['null', 'string'] },
          { name: 'many', type: { type: 'array', items: ['null', 'n.Other'] } },
          { name: 'by', type: { type: 'map', values: 'long' } },
          { name: 'kind', type: { type: 'enum', name: 'Kind', namespace: 'n', symbols: ['a', 'b'] } },
        ],
      },
      { type: 'record', name: 'Other', namespace: 'n', fields: [] },
    ];
    const text = typeModules(types)['Pair.ts'];
    expect(text).to.include("import type { Other } from './Other.ts';");
    expect(text).to.include('readonly some: string | null;');
    expect(text).to.include('readonly many: readonly (Other | null)[];');
    expect(text).to.include('readonly by: Readonly<Record<string, number>>;');
    expect(text).to.include("export type Kind = 'a' | 'b';");
  });
});
