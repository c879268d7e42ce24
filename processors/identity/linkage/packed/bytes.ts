const twoTo28 = 2 ** 28;

/** Writes numbers and texts one after another into a buffer of its own, which is used again. */
export class ByteWriter {
  /** What was written are its first {@link length} bytes. */
  buffer = Buffer.allocUnsafe(1024);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.buffer[this.length++] = value;
  }

  /** A whole number from 0 to 2^53 − 1: seven bits a byte, the lowest first. */
  number(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = rest < twoTo28 ? rest >> 7 : Math.floor(rest / 0x80);
    }
    this.buffer[this.length++] = rest;
  }

  /** A whole number from 0 to 2^53 − 1 whose every bit may be set: seven bytes. */
  hash(value: number): void {
    this.#reserve(7);
    this.buffer.writeUIntLE(value % 0x1000000000000, this.length, 6);
    this.buffer[this.length + 6] = Math.floor(value / 0x1000000000000);
    this.length += 7;
  }

  /** Bytes of another buffer, from one place up to, not including, another. */
  bytes(buffer: Buffer, from: number, to: number): void {
    this.#reserve(to - from);
    for (let at = from; at < to; at += 1) this.buffer[this.length++] = buffer[at] as number;
  }

  /** Bytes in hexadecimal. */
  hex(text: string): void {
    this.#reserve(text.length / 2);
    this.length += this.buffer.write(text, this.length, 'hex');
  }

  /** Its length in bytes, and the text. */
  text(text: string): void {
    const { length } = text;
    this.#reserve(length * 3 + 5);
    if (length < 40) {
      // Short texts are nearly all ASCII; one that is not is written over.
      const start = this.length;
      let at = start + 1;
      let index = 0;
      for (; index < length; index += 1) {
        const code = text.charCodeAt(index);
        if (code > 0x7f) break;
        this.buffer[at++] = code;
      }
      if (index === length) {
        this.buffer[start] = length;
        this.length = at;
        return;
      }
    }
    this.number(Buffer.byteLength(text));
    this.length += this.buffer.write(text, this.length);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const longer = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + more));
    this.buffer.copy(longer, 0, 0, this.length);
    this.buffer = longer;
  }
}

/** Reads what a {@link ByteWriter} wrote. */
export class ByteReader {
  buffer: Buffer;
  /** Where the next is read. */
  at: number;

  constructor(buffer: Buffer, at: number) {
    this.buffer = buffer;
    this.at = at;
  }

  byte(): number {
    return this.buffer[this.at++] as number;
  }

  number(): number {
    let byte = this.buffer[this.at++] as number;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    do {
      byte = this.buffer[this.at++] as number;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    return value;
  }

  hash(): number {
    const low = this.buffer.readUIntLE(this.at, 6);
    this.at += 7;
    return low + (this.buffer[this.at - 1] as number) * 0x1000000000000;
  }

  /** @param length in bytes */
  hex(length: number): string {
    this.at += length;
    return this.buffer.toString('hex', this.at - length, this.at);
  }

  /** Reads past a text. */
  skipText(): void {
    const length = this.number();
    this.at += length;
  }

  text(): string {
    const length = this.number();
    this.at += length;
    return this.buffer.toString('utf8', this.at - length, this.at);
  }
}
