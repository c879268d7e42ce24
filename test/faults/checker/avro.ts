import avro from 'avsc';

/** Reads and writes Avro in the Confluent wire format with nothing but the schema registry's own interface. */
export class Registry {
  readonly #url: string;
  readonly #types = new Map<number, Promise<avro.Type>>();

  /** @param url base of the Confluent-compatible interface */
  constructor(url: string) {
    this.#url = url;
  }

  /** Decodes a value; undefined for one that is not Avro in the wire format, or that its schema does not read. */
  async decode(value: Buffer): Promise<{ readonly type: string; readonly content: Content } | undefined> {
    if (value.length < 5 || value[0] !== 0) return undefined;
    const type = await this.#type(value.readInt32BE(1)).catch(() => undefined);
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
    if (!response.ok) throw new Error(`the schema registry answers ${String(response.status)} to ${path}`);
    return response.json();
  }
}

interface Answer {
  readonly schema: string;
}

/** A decoded record: unions come unwrapped, bytes as buffers. */
export type Content = Readonly<Record<string, unknown>>;
