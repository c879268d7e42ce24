import { setTimeout as pause } from 'node:timers/promises';
import avro from 'avsc';

class UnknownToRegistry extends Error {}

/** The registry may just have lost its database, milliseconds. */
const PATIENCE = 60_000;

/** Reads and writes Avro in the Confluent wire format with nothing but the schema registry's own interface. */
export class Registry {
  readonly #url: string;
  readonly #types = new Map<number, Promise<avro.Type>>();

  /** @param url base of the Confluent-compatible interface */
  constructor(url: string) {
    this.#url = url;
  }

  /**
   * Decodes a value; undefined for one that is not Avro in the wire format, or that its schema does not read.
   *
   * @throws Error when the schema registry does not answer within a minute
   */
  async decode(value: Buffer): Promise<{ readonly type: string; readonly content: Content } | undefined> {
    if (value.length < 5 || value[0] !== 0) return undefined;
    const type = await this.#typeThatExists(value.readInt32BE(1));
    if (type === undefined) return undefined;
    try {
      return { type: type.name ?? '', content: type.fromBuffer(value.subarray(5)) as Content };
    } catch {
      return undefined;
    }
  }

  /** Encodes content with the schema of that id. */
  async encode(id: number, content: Content): Promise<Buffer> {
    const header = Buffer.alloc(5);
    header.writeInt32BE(id, 1);
    return Buffer.concat([header, (await this.#type(id)).toBuffer(content)]);
  }

  /** The newest schema of a subject. */
  async latest(subject: string): Promise<Record<string, unknown>> {
    const answer = (await this.#ask(`/subjects/${encodeURIComponent(subject)}/versions/latest`)) as Answer;
    return JSON.parse(answer.schema) as Record<string, unknown>;
  }

  /** Registers a further version of a subject; gives its id. */
  async register(subject: string, schema: object): Promise<number> {
    const answer = await this.#ask(`/subjects/${encodeURIComponent(subject)}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema: JSON.stringify(schema) }),
    });
    return (answer as { readonly id: number }).id;
  }

  /** Undefined when the registry says that there is no such schema; anything else that it says is no answer. */
  async #typeThatExists(id: number): Promise<avro.Type | undefined> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      try {
        return await this.#type(id);
      } catch (thrown) {
        if (thrown instanceof UnknownToRegistry) return undefined;
        if (Date.now() > deadline) throw thrown;
        await pause(500);
      }
    }
  }

  #type(id: number): Promise<avro.Type> {
    let found = this.#types.get(id);
    if (found === undefined) {
      found = this.#ask(`/schemas/ids/${String(id)}`).then((answer) =>
        avro.Type.forSchema(JSON.parse((answer as Answer).schema) as avro.Schema),
      );
      // One that failed is asked for again.
      found.catch(() => this.#types.delete(id));
      this.#types.set(id, found);
    }
    return found;
  }

  async #ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    if (response.status === 404) throw new UnknownToRegistry(`the schema registry knows nothing of ${path}`);
    if (!response.ok) throw new Error(`the schema registry answers ${String(response.status)} to ${path}`);
    return response.json();
  }
}

interface Answer {
  readonly schema: string;
}

/** A decoded record: unions come unwrapped, bytes as buffers. */
export type Content = Readonly<Record<string, unknown>>;
