import avsc from 'avsc';
import { expect } from 'chai';
import { avroType, valueReader } from '../../../runtime/kafka/valueReader.ts';
import { incompatibilities } from '../../../schemas/compatibility.ts';
import { schemas } from '../../../schemas/generated/schemas.ts';
import { readPublished } from '../../../schemas/published.ts';
import { topicDefinitions } from '../../../schemas/topics.ts';

const published = readPublished();

interface RecordSchema {
  readonly name: string;
  readonly namespace: string;
  readonly fields: readonly { readonly name: string; readonly type: unknown; readonly default?: unknown }[];
}

const fieldNames = (schema: object): string[] => (schema as RecordSchema).fields.map(({ name }) => name);

type Values = Readonly<Record<string, unknown>>;

/** Reads values of a writer's schema as one whose schema is the reader's does, by the code of this release. */
const readerFor = (reader: object, writer: object): ((value: unknown) => Values) => {
  const type = avroType(reader);
  const read = valueReader(1, writer, new Map([[type.name ?? '', type]]));
  const written = avroType(writer);
  return (value) => read(written.toBuffer(value)).value as Values;
};

const random = (schema: object): Values => avsc.Type.forSchema(schema as avsc.Schema).random() as unknown as Values;

/** Fields that both have are the same; those that only the reader has are there. */
const expectRead = (writer: object, reader: object): void => {
  const type = avsc.Type.forSchema(writer as avsc.Schema);
  const read = readerFor(reader, writer);
  const common = fieldNames(writer).filter((name) => fieldNames(reader).includes(name));
  for (let times = 0; times < 20; times += 1) {
    const value = type.random() as unknown as Values;
    const found = read(value);
    expect(Object.keys(found)).to.have.members(fieldNames(reader));
    for (const field of common) {
      // Nested records may have gained fields of their own, so those are compared by whether they are there.
      expect(found[field] === null, field).to.equal(value[field] === null);
      if (['string', 'number', 'boolean'].includes(typeof value[field])) expect(found[field]).to.equal(value[field]);
    }
  }
};

describe('the schemas of this release', () => {
  it('go together with those of every release before, both ways', () => {
    expect(published.length).to.be.greaterThan(0);
    expect(incompatibilities(published, schemas)).to.deep.equal([]);
  });

  for (const { version, schemas: old } of published)
    it(`read the events of ${version}, and ${version} reads theirs`, () => {
      for (const [name, schema] of Object.entries(old)) {
        const current = schemas[name];
        if (current === undefined) throw new Error(`${name} is gone`);
        expectRead(schema, current);
        expectRead(current, schema);
      }
    });

  it('are of the types that the topics of the first release carry, at least', () => {
    const carried = topicDefinitions.flatMap(({ types }) => types);
    expect(carried).to.include.members(Object.keys(published[0]?.schemas ?? {}));
  });
});

describe('a change of a schema', () => {
  const name = 'org.registrystream.Registrant';
  const now = schemas[name] as RecordSchema;
  const problems = (change: (fields: RecordSchema['fields']) => RecordSchema['fields']): readonly string[] =>
    incompatibilities([{ version: '0.1.0', schemas: { [name]: now } }], {
      [name]: { ...now, fields: change(now.fields) },
    });

  it('may add a field with a default, at the end or anywhere', () => {
    const field = { name: 'nickname', type: ['null', 'string'], default: null };
    expect(problems((fields) => [...fields, field])).to.deep.equal([]);
    expect(problems((fields) => [field, ...fields])).to.deep.equal([]);
    const grown = { ...now, fields: [...now.fields, field] };
    expect(readerFor(grown, now)(random(now))).to.include({ nickname: null });
    const value = { ...random(now), nickname: 'Ami' };
    expect(readerFor(now, grown)(value)).to.not.have.property('nickname');
  });

  it('may take away a field that has a default', () => {
    expect(problems((fields) => fields.filter((field) => field.name !== 'email'))).to.deep.equal([]);
  });

  it('may not add a field without a default: what was written before has no value for it', () => {
    const [problem, ...others] = problems((fields) => [...fields, { name: 'nickname', type: 'string' }]);
    expect(problem).to.match(/^org\.registrystream\.Registrant: cannot read what 0\.1\.0 has written: .*nickname/);
    expect(others).to.deep.equal([]);
  });

  it('may not take away a field without a default, nor rename one: older readers miss it', () => {
    const [problem] = problems((fields) => fields.filter((field) => field.name !== 'registrantId'));
    expect(problem).to.match(/readers of 0\.1\.0 cannot read what is written now: .*registrantId/);
    const renamed = problems((fields) => fields.map((one) => (one.name === 'version' ? { ...one, name: 'v' } : one)));
    expect(renamed).to.have.length(2);
  });

  it('may not change a type so that either side loses', () => {
    const retyped = (type: unknown) =>
      problems((fields) => fields.map((one) => (one.name === 'importRun' ? { ...one, type } : one)));
    expect(retyped('long')).to.have.length(2);
    expect(retyped(['null', 'string'])).to.have.length(1);
  });

  it('may not add a symbol to an enum: older readers have none for it', () => {
    const status = { type: 'enum', name: 'RegistrantStatus', namespace: 'org.registrystream' };
    const added = problems((fields) =>
      fields.map((one) =>
        one.name === 'status'
          ? { ...one, type: { ...status, symbols: ['active', 'withdrawn', 'merged', 'paused'] } }
          : one,
      ),
    );
    expect(added).to.have.length(1);
    expect(added[0]).to.include('readers of 0.1.0');
  });

  it('may not take a type out of the topics', () => {
    const gone = incompatibilities([{ version: '0.1.0', schemas: { [name]: now } }], {});
    expect(gone).to.deep.equal([`${name}: 0.1.0 has it, and topics may hold it; it must stay`]);
  });
});
