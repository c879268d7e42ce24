import { grown, nextLength } from './grow.ts';

/** Before marks reach the end of 32 bits they begin anew. */
const lastMark = 0x4000_0000;

/** Profiles met in blocks, each once, with how often. Used again for every probe: 4 bytes a profile. */
export class Candidates {
  /** The profiles; the first {@link count} are right. */
  profiles = new Int32Array(256);
  /** How often each was met. */
  times = new Int32Array(256);
  count = 0;
  #marks = new Int32Array(64);
  #base = 1;

  /** Bytes allocated. */
  get bytes(): number {
    return this.#marks.byteLength + this.profiles.byteLength * 2;
  }

  /**
   * Forgets what was met.
   *
   * @param end profiles will be smaller than this
   */
  clear(end: number): void {
    this.#base += this.count;
    this.count = 0;
    if (end > this.#marks.length) this.#marks = grown(this.#marks, nextLength(end));
    if (this.#base < lastMark) return;
    this.#marks.fill(0);
    this.#base = 1;
  }

  /** Notes the profiles in `cells` from one place up to, not including, another; without one of them. */
  meet(cells: Int32Array, from: number, to: number, without: number): void {
    if (this.count + to - from > this.profiles.length) {
      const length = nextLength(this.count + to - from);
      this.profiles = grown(this.profiles, length);
      this.times = grown(this.times, length);
    }
    const { profiles, times } = this;
    const marks = this.#marks;
    const base = this.#base;
    let count = this.count;
    for (let cell = from; cell < to; cell++) {
      const profile = cells[cell] as number;
      if (profile === without) continue;
      const place = (marks[profile] as number) - base;
      if (place >= 0) {
        times[place] = (times[place] as number) + 1;
        continue;
      }
      marks[profile] = base + count;
      profiles[count] = profile;
      times[count] = 1;
      count++;
    }
    this.count = count;
  }
}
