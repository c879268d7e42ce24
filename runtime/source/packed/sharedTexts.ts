interface Kept {
  readonly text: string;
  uses: number;
}

/**
 * Numbers for texts that many records share, such as imports and runs, for as long as one of them uses the text: a
 * source that runs for years meets many runs. 0 stands for no text.
 */
export class SharedTexts {
  readonly #numbers = new Map<string, number>();
  readonly #kept: (Kept | undefined)[] = [undefined];
  readonly #unused: number[] = [];

  /** Counts one more use of a text; its number. */
  use(text: string | null): number {
    if (text === null) return 0;
    const number = this.#numbers.get(text);
    const kept = number === undefined ? undefined : this.#kept[number];
    if (number === undefined || kept === undefined) return this.#keep(text);
    kept.uses += 1;
    return number;
  }

  /** Counts one use less. */
  release(number: number): void {
    const kept = this.#kept[number];
    if (kept === undefined) return;
    kept.uses -= 1;
    if (kept.uses > 0) return;
    this.#kept[number] = undefined;
    this.#numbers.delete(kept.text);
    this.#unused.push(number);
  }

  text(number: number): string | null {
    return this.#kept[number]?.text ?? null;
  }

  /** The number of a text that is in use. */
  numberOf(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  #keep(text: string): number {
    const number = this.#unused.pop() ?? this.#kept.length;
    this.#kept[number] = { text, uses: 1 };
    this.#numbers.set(text, number);
    return number;
  }
}
