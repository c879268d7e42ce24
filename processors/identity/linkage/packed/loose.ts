import type { Content } from '../content/values.ts';
import type { ByteWriter } from './bytes.ts';
import { ByteReader } from './bytes.ts';
import type { SharedVisitor } from './format.ts';
import { pack, unpackId, walkShared } from './format.ts';
import type { Texts } from './texts.ts';

/** Writes a content by itself, with every text in it, for a {@link LooseContent} to read. */
export const writeLoose = (content: Content, into: ByteWriter): void => {
  const write = (text: string): void => {
    into.text(text);
  };
  pack(content, write, into);
};

/** Puts numbers in the place of texts; what stands between them stays as it is. */
class Packing implements SharedVisitor {
  readonly #buffer: Buffer;
  readonly #texts: Texts;
  readonly #into: ByteWriter;
  #written: number;

  constructor(buffer: Buffer, start: number, texts: Texts, into: ByteWriter) {
    this.#buffer = buffer;
    this.#written = start;
    this.#texts = texts;
    this.#into = into;
  }

  shared(reader: ByteReader): void {
    const from = reader.at;
    this.upTo(from);
    reader.skipText();
    const isNone = reader.at === from + 1;
    this.#into.number(isNone ? 0 : this.#texts.takeWritten(this.#buffer, from, reader.at) + 1);
    this.#written = reader.at;
  }

  upTo(end: number): void {
    this.#into.bytes(this.#buffer, this.#written, end);
    this.#written = end;
  }
}

/**
 * A content as {@link writeLoose} wrote it. It goes from there into a store of packed contents without being made; who
 * asks for a field has it unpacked.
 */
export class LooseContent implements Content {
  readonly #buffer: Buffer;
  readonly #start: number;
  readonly #unpack: (content: LooseContent) => Content;
  #content: Content | undefined;
  /** Its blocking keys, where they are known. */
  readonly keys: readonly number[] | undefined;

  /**
   * @param buffer never changed
   * @param start where in it the content begins
   * @param more.keys its blocking keys, where they are known
   * @param more.unpack makes the content
   */
  constructor(
    buffer: Buffer,
    start: number,
    more: Pick<LooseContent, 'keys'> & { unpack: (content: LooseContent) => Content },
  ) {
    this.#buffer = buffer;
    this.#start = start;
    this.keys = more.keys;
    this.#unpack = more.unpack;
  }

  /** Writes it packed, with the numbers of its texts. */
  pack(texts: Texts, into: ByteWriter): void {
    const reader = new ByteReader(this.#buffer, this.#start);
    const packing = new Packing(this.#buffer, this.#start, texts, into);
    walkShared(reader, packing);
    packing.upTo(reader.at);
  }

  get id(): string {
    return unpackId(new ByteReader(this.#buffer, this.#start));
  }

  get given(): Content['given'] {
    return this.#whole().given;
  }

  get family(): Content['family'] {
    return this.#whole().family;
  }

  get full(): Content['full'] {
    return this.#whole().full;
  }

  get birth(): Content['birth'] {
    return this.#whole().birth;
  }

  get sex(): Content['sex'] {
    return this.#whole().sex;
  }

  get phones(): Content['phones'] {
    return this.#whole().phones;
  }

  get emails(): Content['emails'] {
    return this.#whole().emails;
  }

  get identifiers(): Content['identifiers'] {
    return this.#whole().identifiers;
  }

  get street(): Content['street'] {
    return this.#whole().street;
  }

  get place(): Content['place'] {
    return this.#whole().place;
  }

  get suffix(): Content['suffix'] {
    return this.#whole().suffix;
  }

  get birthPlace(): Content['birthPlace'] {
    return this.#whole().birthPlace;
  }

  get texts(): Content['texts'] {
    return this.#whole().texts;
  }

  #whole(): Content {
    return (this.#content ??= this.#unpack(this));
  }
}
