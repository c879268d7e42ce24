import type { Type } from 'avsc';
import { failure } from './errors.ts';
import type { SchemaIds } from './schemaIds.ts';
import { avroType, valueReader } from './valueReader.ts';
import type { Decoded, ValueReader } from './valueReader.ts';

/** A record type and the topics that carry it. */
export interface CatalogueType {
  /** Full Avro name, for example `org.registrystream.SourcePerson`. */
  readonly name: string;
  /** The `.avsc` document, self-contained. */
  readonly schema: object;
  /** Full topic names, with the deployment's prefix. */
  readonly topics: readonly string[];
}

/**
 * Avro in the Confluent wire format: a zero byte, the schema's id (int32, big endian), the Avro binary. Subjects are
 * `<topic>-<full record name>` (Confluent's TopicRecordNameStrategy), so one topic may carry several types.
 *
 * Avro's `long` is a JavaScript number: exact up to 2⁵³, and anything larger is refused instead of rounded.
 */
export interface Codec {
  /**
   * Registers every subject of the catalogue with compatibility BACKWARD_TRANSITIVE; idempotent. Afterwards `encode`
   * works.
   *
   * @throws EtlError `config` when the registry refuses a schema; `transient` when it cannot be reached
   */
  register(): Promise<void>;
  /**
   * Looks the subjects up without registering them, for a process without the right to. Afterwards `encode` works.
   *
   * @throws EtlError `config` `SCHEMA_NOT_REGISTERED` when one is missing; otherwise as `register`
   */
  prepare(): Promise<void>;
  /**
   * @param type full Avro name
   * @throws EtlError `bug` when the value does not fit its schema (the message names the field, never its value), or
   *   when the catalogue has no such type for this topic
   */
  encode(topic: string, type: string, value: object): Buffer;
  /**
   * Makes the schemas of these values known, so that `decode` can be synchronous; no request for known ones. A schema
   * that cannot be used is remembered, and `decode` throws for its values.
   *
   * @throws EtlError `transient` when the registry cannot be reached
   */
  load(values: Iterable<Buffer | null>): Promise<void>;
  /**
   * @param value what `load` has seen before
   * @throws EtlError `record` for a value that is no Confluent Avro (`VALUE_NOT_AVRO`), is cut off or has too much
   *   (`VALUE_TRUNCATED`), holds a number beyond 2⁵³ (`VALUE_UNSAFE_NUMBER`), or whose schema is unknown
   *   (`SCHEMA_UNKNOWN`, `VALUE_OF_UNKNOWN_TYPE`); `config` when its schema is incompatible with ours
   *   (`SCHEMA_INCOMPATIBLE`)
   */
  decode(value: Buffer): Decoded;
}

const HEADER_LENGTH = 5;

const headerOf = (id: number): Buffer => {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeInt32BE(id, 1);
  return header;
};

const idOf = (value: Buffer): number | undefined =>
  value.length >= HEADER_LENGTH && value[0] === 0 ? value.readInt32BE(1) : undefined;

let workspace = Buffer.allocUnsafe(64 * 1024);

/** The library's own way writes a value twice when it is longer than a kilobyte. */
const encoded = (header: Buffer, type: Type, value: object): Buffer => {
  const end = type.encode(value, workspace, HEADER_LENGTH);
  if (end < 0) {
    workspace = Buffer.allocUnsafe(2 * (workspace.length - end));
    return encoded(header, type, value);
  }
  header.copy(workspace);
  return Buffer.from(workspace.subarray(0, end));
};

const invalidField = (type: Type, value: object): string => {
  const paths: string[] = [];
  type.isValid(value, { errorHook: (path: string[]) => paths.push(path.join('.')) });
  return paths[0] ?? '(unknown)';
};

/**
 * @param catalogue every type that this program writes or reads
 * @param ids the schema registry
 */
export const codec = (catalogue: readonly CatalogueType[], ids: SchemaIds): Codec => {
  const ours = new Map(catalogue.map(({ name, schema }) => [name, avroType(schema)]));
  const subjects = catalogue.flatMap(({ name, schema, topics }) =>
    topics.map((topic) => ({ name, schema, subject: `${topic}-${name}` })),
  );
  const headers = new Map<string, Buffer>();
  const readers = new Map<number, ValueReader>();
  const unknownToRegistry = new Set<number>();

  const prepareWith = async (idFor: (subject: string, schema: object) => Promise<number>): Promise<void> => {
    for (const { subject, schema } of subjects) headers.set(subject, headerOf(await idFor(subject, schema)));
  };

  return {
    register: () => prepareWith((subject, schema) => ids.register(subject, schema)),

    prepare: () =>
      prepareWith(async (subject, schema) => {
        const id = await ids.find(subject, schema);
        if (id !== undefined) return id;
        const text = `${subject} is not registered with this release's schema; run registry-stream migrate`;
        throw failure('SCHEMA_NOT_REGISTERED', 'config', text, { subject });
      }),

    encode(topic, name, value) {
      const type = ours.get(name);
      const header = headers.get(`${topic}-${name}`);
      if (type === undefined || header === undefined) {
        const text = 'the catalogue has no such type for this topic, or the codec is not prepared';
        throw failure('TYPE_NOT_IN_CATALOGUE', 'bug', text, { topic, type: name });
      }
      try {
        return encoded(header, type, value);
      } catch {
        const field = invalidField(type, value);
        const text = `field ${field} of ${name} does not fit its schema`;
        throw failure('VALUE_INVALID', 'bug', text, { topic, type: name, field });
      }
    },

    async load(values) {
      const unknown = new Set<number>();
      for (const value of values) {
        const id = value === null ? undefined : idOf(value);
        if (id !== undefined && (!readers.has(id) || unknownToRegistry.has(id))) unknown.add(id);
      }
      for (const id of unknown) {
        const schema = await ids.schema(id);
        if (schema === undefined) unknownToRegistry.add(id);
        else unknownToRegistry.delete(id);
        readers.set(id, valueReader(id, schema, ours));
      }
    },

    decode(value) {
      const id = idOf(value);
      if (id === undefined) {
        const text = 'the value is not Avro in the Confluent wire format; only such values belong on this topic';
        throw failure('VALUE_NOT_AVRO', 'record', text, { length: value.length });
      }
      const read = readers.get(id);
      if (read !== undefined) return read(value.subarray(HEADER_LENGTH));
      throw failure('SCHEMA_NOT_LOADED', 'bug', 'load() has not seen this value', { schemaId: id });
    },
  };
};
