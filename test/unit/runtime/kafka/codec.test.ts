import avro from 'avsc';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { codec } from '../../../../runtime/kafka/index.ts';
import type { SchemaIds } from '../../../../runtime/kafka/index.ts';

const field = (name: string, type: unknown, more: object = {}): object => ({ name, type, ...more });
const record = (name: string, ...fields: readonly object[]): object => ({
  type: 'record',
  name,
  namespace: 'org.example',
  fields,
});

const person = record('Person', field('name', 'string'), field('version', 'long'));
const personWithArea = record(
  'Person',
  field('name', 'string'),
  field('version', 'long'),
  field('area', ['null', 'string'], { default: null }),
);
const group = record('Group', field('title', 'string'));

/** A schema registry in memory: ids are positions. */
class Memory implements SchemaIds {
  readonly schemas: object[] = [];
  requests = 0;
  readonly #subjects = new Map<string, number>();
  register(subject: string, schema: object): Promise<number> {
    const text = JSON.stringify(schema);
    let id = this.schemas.findIndex((known) => JSON.stringify(known) === text);
    if (id < 0) id = this.schemas.push(schema) - 1;
    this.#subjects.set(subject, id);
    return Promise.resolve(id);
  }
  find(subject: string): Promise<number | undefined> {
    return Promise.resolve(this.#subjects.get(subject));
  }
  schema(id: number): Promise<object | undefined> {
    this.requests += 1;
    return Promise.resolve(this.schemas[id]);
  }
  subjects(): string[] {
    return [...this.#subjects.keys()];
  }
}

// Decoded records are instances of a class that avsc makes for their type.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const thrownBy = (work: () => unknown): EtlError => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof EtlError) return thrown;
    throw thrown;
  }
  throw new Error('it should have thrown');
};

const catalogue = (schema: object, name = 'org.example.Person', topics = ['t']) => [{ name, schema, topics }];

const registered = async (ids: SchemaIds, schema: object, name?: string, topics?: string[]) => {
  const made = codec(catalogue(schema, name, topics), ids);
  await made.register();
  return made;
};

describe('the codec', () => {
  it('names subjects by topic and full record name', async () => {
    const ids = new Memory();
    await registered(ids, person, 'org.example.Person', ['a', 'b']);
    expect(ids.subjects()).to.deep.equal(['a-org.example.Person', 'b-org.example.Person']);
  });

  it('writes the Confluent wire format and reads it back', async () => {
    const ids = new Memory();
    await registered(ids, group, 'org.example.Group');
    const people = await registered(ids, person);
    const bytes = people.encode('t', 'org.example.Person', { name: 'Ama', version: 3 });
    expect([...bytes.subarray(0, 5)]).to.deep.equal([0, 0, 0, 0, 1]);
    await people.load([bytes, null]);
    expect(people.decode(bytes).type).to.equal('org.example.Person');
    expect(plain(people.decode(bytes).value)).to.deep.equal({ name: 'Ama', version: 3 });
  });

  it('asks for a schema once', async () => {
    const ids = new Memory();
    const people = await registered(ids, person);
    const bytes = people.encode('t', 'org.example.Person', { name: 'Ama', version: 3 });
    await people.load([bytes, bytes]);
    await people.load([bytes]);
    expect(ids.requests).to.equal(1);
  });

  it('reads what an older release wrote, with defaults for what it did not know', async () => {
    const ids = new Memory();
    const old = await registered(ids, person);
    const bytes = old.encode('t', 'org.example.Person', { name: 'Ama', version: 3 });
    const now = await registered(ids, personWithArea);
    await now.load([bytes]);
    expect(plain(now.decode(bytes).value)).to.deep.equal({ name: 'Ama', version: 3, area: null });
  });

  it('reads what a newer release wrote, without what it does not know', async () => {
    const ids = new Memory();
    const next = await registered(ids, personWithArea);
    const bytes = next.encode('t', 'org.example.Person', { name: 'Ama', version: 3, area: 'North' });
    const now = await registered(ids, person);
    await now.load([bytes]);
    expect(plain(now.decode(bytes).value)).to.deep.equal({ name: 'Ama', version: 3 });
  });

  it('keeps longs exact and refuses those that a number cannot hold', async () => {
    const ids = new Memory();
    const people = await registered(ids, person);
    const version = 8191 * 2 ** 40 + 12345;
    const bytes = people.encode('t', 'org.example.Person', { name: 'Ama', version });
    await people.load([bytes]);
    expect(plain(people.decode(bytes).value)).to.deep.equal({ name: 'Ama', version });
    const unsafe = { name: 'Ama', version: 2 ** 53 + 2 };
    expect(thrownBy(() => people.encode('t', 'org.example.Person', unsafe))).to.include({ code: 'VALUE_INVALID' });
    // 2⁵³ + 2 zigzagged, as another language would write it.
    const written = Buffer.concat([bytes.subarray(0, 9), Buffer.from([132, 128, 128, 128, 128, 128, 128, 32])]);
    expect(thrownBy(() => people.decode(written))).to.include({ code: 'VALUE_UNSAFE_NUMBER', fault: 'record' });
  });

  it('names the field that does not fit, and never its value', async () => {
    const people = await registered(new Memory(), person);
    const error = thrownBy(() => people.encode('t', 'org.example.Person', { name: 17, version: 3 }));
    expect(error).to.include({ code: 'VALUE_INVALID', fault: 'bug' });
    expect(error.message).to.include('field name').and.not.include('17');
    expect(error.cause).to.equal(undefined);
  });

  it('refuses a type that the topic does not carry', async () => {
    const people = await registered(new Memory(), person);
    expect(thrownBy(() => people.encode('other', 'org.example.Person', { name: 'Ama', version: 1 }))).to.include({
      code: 'TYPE_NOT_IN_CATALOGUE',
    });
  });

  it('faults the record when the value is not what it should be', async () => {
    const ids = new Memory();
    const people = await registered(ids, person);
    const groups = await registered(ids, group, 'org.example.Group');
    const good = people.encode('t', 'org.example.Person', { name: 'Ama', version: 3 });
    const foreign = groups.encode('t', 'org.example.Group', { title: 'x' });
    const unknown = Buffer.from([0, 0, 0, 0, 99, 1, 2, 3]);
    await people.load([good, foreign, unknown, Buffer.from('{}')]);
    const codes = [
      Buffer.from('{"a":1}'),
      Buffer.alloc(0),
      good.subarray(0, good.length - 1),
      Buffer.concat([good, Buffer.from([1])]),
      unknown,
      foreign,
    ].map((value) => thrownBy(() => people.decode(value)));
    expect(codes.map(({ code }) => code)).to.deep.equal([
      'VALUE_NOT_AVRO',
      'VALUE_NOT_AVRO',
      'VALUE_TRUNCATED',
      'VALUE_TRUNCATED',
      'SCHEMA_UNKNOWN',
      'VALUE_OF_UNKNOWN_TYPE',
    ]);
    expect(codes.every(({ fault }) => fault === 'record')).to.equal(true);
  });

  it('finds a schema that was unknown before, once the registry has it', async () => {
    const ids = new Memory();
    const people = await registered(ids, person);
    const type = avro.Type.forSchema(personWithArea as avro.Schema);
    const bytes = Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), type.toBuffer({ name: 'A', version: 1, area: null })]);
    await people.load([bytes]);
    expect(thrownBy(() => people.decode(bytes)).code).to.equal('SCHEMA_UNKNOWN');
    ids.schemas.push(personWithArea);
    await people.load([bytes]);
    expect(plain(people.decode(bytes).value)).to.deep.equal({ name: 'A', version: 1 });
  });

  it('faults the configuration when the writer used a schema that cannot be read', async () => {
    const ids = new Memory();
    const broken = await registered(ids, record('Person', field('name', 'string')));
    const bytes = broken.encode('t', 'org.example.Person', { name: 'Ama' });
    const people = codec(catalogue(person), ids);
    await people.load([bytes]);
    expect(thrownBy(() => people.decode(bytes))).to.include({ code: 'SCHEMA_INCOMPATIBLE', fault: 'config' });
  });

  it('says which subject is missing when it may not register', async () => {
    const failure = await codec(catalogue(person), new Memory())
      .prepare()
      .catch((thrown: unknown) => thrown);
    expect(failure).to.include({ code: 'SCHEMA_NOT_REGISTERED', fault: 'config' });
  });
});
