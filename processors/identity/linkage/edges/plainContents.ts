import type { ContentStore } from './types.ts';

/** Contents as they are, in an array. */
export class PlainContents<Content> implements ContentStore<Content> {
  readonly #contents: (Content | undefined)[] = [];
  readonly #contentId: (content: Content) => string;

  constructor(contentId: (content: Content) => string) {
    this.#contentId = contentId;
  }

  /** Without the contents. */
  get bytes(): number {
    return this.#contents.length * 8;
  }

  set(number: number, content: Content): void {
    this.#contents[number] = content;
  }

  get(number: number): Content {
    return this.#contents[number] as Content;
  }

  peek(number: number): Content {
    return this.get(number);
  }

  idOf(number: number): string {
    return this.#contentId(this.get(number));
  }

  delete(number: number): void {
    this.#contents[number] = undefined;
  }
}
