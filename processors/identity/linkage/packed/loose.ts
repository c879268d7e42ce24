import type { Content } from '../content/values.ts';
import type { ByteWriter } from './bytes.ts';
import { ByteReader } from './bytes.ts';
import type { WriteShared } from './format.ts';
import { pack, unpackId, walkShared } from './format.ts';

/** Writes a content by itself, with every text in it, for a {@link LooseContent} to read. */
export const writeLoose = (content: Content, into: ByteWriter): void => {
  const write = (text: string): void => {
    into.text(text);
  };
  pack(content, write, into);
};

/**
 * A content as {@link writeLoose} wrote it. It goes from there into a store of packed contents without being made; who
 * asks for a field has it unpacked.
 */
export class LooseContent implements Content {
  readonly #buffer: Buffer;
  readonly #start: number;
  readonly #unpack: (content: LooseContent) => Content;
  #content: Content | undefined;

  /**
   * @param buffer never changed
   * @param start where in it the content begins
   * @param unpack makes the content
   */
  constructor(buffer: Buffer, start: number, unpack: (content: LooseContent) => Content) {
    this.#buffer = buffer;
    this.#start = start;
    this.#unpack = unpack;
  }

  /** Writes it packed. @param share as {@link pack} takes it */
  pack(share: WriteShared, into: ByteWriter): void {
    const reader = new ByteReader(this.#buffer, this.#start);
    let written = reader.at;
    walkShared(reader, () => {
      into.bytes(this.#buffer, written, reader.at);
      const text = reader.text();
      if (text === '') into.number(0);
      else share(text);
      written = reader.at;
    });
    into.bytes(this.#buffer, written, reader.at);
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
