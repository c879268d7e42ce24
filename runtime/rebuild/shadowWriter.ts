import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { copyInto, stateTables, type Rebuilt } from '../../sinks/index.ts';

type Rows = Extract<Rebuilt, { readonly kind: 'state' }>['rows'];

/** Bytes of text, about, that are copied at once: small enough that making rows and copying them go side by side. */
const CHUNK = 1_000_000;

const copies = stateTables.map(copyInto);

const copy = async (client: ClientBase, table: number, text: string): Promise<void> => {
  const stream = client.query(from(copies[table] ?? ''));
  stream.end(Buffer.from(text));
  await finished(stream);
};

/** Copies rows into the shadow's tables over one connection, in its transaction. */
export class ShadowWriter {
  readonly #client: ClientBase;
  #texts: string[] = stateTables.map(() => '');
  #size = 0;
  #copying: Promise<void> = Promise.resolve();

  constructor(client: ClientBase) {
    this.#client = client;
  }

  /** Takes the rows of one registrant. */
  add(rows: Rows): void {
    for (const { table, text } of rows) {
      this.#texts[table] = `${this.#texts[table] ?? ''}${text}`;
      this.#size += text.length;
    }
  }

  /** True when it is time to {@link flush}. */
  get isFull(): boolean {
    return this.#size >= CHUNK;
  }

  /** Hands what was taken to PostgreSQL; waits for what was handed over before, not for this. */
  async flush(): Promise<void> {
    await this.#copying;
    const texts = this.#texts;
    this.#texts = stateTables.map(() => '');
    this.#size = 0;
    this.#copying = this.#copyAll(texts);
    // Whoever waits next hears of it.
    this.#copying.catch(() => undefined);
  }

  /** Resolves when everything is with PostgreSQL. */
  async end(): Promise<void> {
    await this.flush();
    await this.#copying;
  }

  async #copyAll(texts: readonly string[]): Promise<void> {
    for (const [table, text] of texts.entries()) if (text !== '') await copy(this.#client, table, text);
  }
}
