import type { Interning } from '../content/interning.ts';
import type { Content } from '../content/values.ts';
import type { ContentStore } from '../edges/index.ts';
import { ByteWriter } from './bytes.ts';
import type { SharedVisitor } from './format.ts';
import { pack, unpackId, walkShared } from './format.ts';
import { LooseContent } from './loose.ts';
import { Pieces } from './pieces.ts';
import { Texts } from './texts.ts';
import type { Unpacking } from './unpacked.ts';
import { UnpackedContent } from './unpacked.ts';
import { PackedValues } from './values.ts';

/** So many contents are found again as they were unpacked last. */
const places = 256;

/**
 * Contents of persons, packed: some fifty bytes each, with words of names, streets and places shared among all. Unpacked
 * they are what they were, but for the ids of their values.
 */
export class PackedContents implements ContentStore<Content> {
  readonly #pieces = new Pieces();
  readonly #texts: Texts;
  readonly #unpacking: Unpacking;
  readonly #writer = new ByteWriter();
  #lately = new Array<{ readonly number: number; readonly content: Content } | undefined>(places);

  readonly #share = (text: string): void => {
    this.#writer.number(this.#texts.take(text) + 1);
  };
  readonly #giveBack: SharedVisitor = {
    shared: (reader) => {
      const text = reader.number() - 1;
      if (text >= 0) this.#texts.release(text);
    },
  };

  /**
   * @param interning of the dictionary that makes the contents
   * @param mostGivenUp as {@link Texts} takes it
   */
  constructor(interning: Interning, mostGivenUp?: number) {
    const reused = (): void => {
      values.forget();
      this.#lately.fill(undefined);
    };
    this.#texts = new Texts(reused, mostGivenUp);
    const values = new PackedValues(this.#texts, interning);
    this.#unpacking = { texts: this.#texts, values, interning };
  }

  get bytes(): number {
    return this.#pieces.bytes + this.#texts.bytes;
  }

  /** How many texts the contents share: none that no content has. */
  get sharedTexts(): number {
    return this.#texts.size;
  }

  set(number: number, content: Content): void {
    this.#writer.clear();
    // Before anything is given back, so that what both contents have stays.
    if (content instanceof LooseContent) content.pack(this.#texts, this.#writer);
    else pack(content, this.#share, this.#writer);
    this.#release(number);
    this.#pieces.set(number, this.#writer);
    this.#lately[number % places] = content instanceof LooseContent ? undefined : { number, content };
  }

  get(number: number): Content {
    return new UnpackedContent(this.#pieces.read(number), this.#unpacking).whole();
  }

  peek(number: number): Content {
    const known = this.#lately[number % places];
    if (known?.number === number) return known.content;
    const content = new UnpackedContent(this.#pieces.read(number), this.#unpacking);
    this.#lately[number % places] = { number, content };
    return content;
  }

  idOf(number: number): string {
    return unpackId(this.#pieces.read(number));
  }

  delete(number: number): void {
    this.#release(number);
    this.#pieces.delete(number);
    if (this.#lately[number % places]?.number === number) this.#lately[number % places] = undefined;
  }

  #release(number: number): void {
    if (this.#pieces.has(number)) walkShared(this.#pieces.read(number), this.#giveBack);
  }
}
