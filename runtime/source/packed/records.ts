import type { RecordState, RecordTarget } from '../../../schemas/generated/types.ts';
import { Chains } from './chains.ts';
import { HexKey, KEY_BYTES } from './hexKey.ts';
import { SharedTexts } from './sharedTexts.ts';
import { Slots } from './slots.ts';

// What a slot holds, and at which byte; the record key first, as Chains wants it.
const CONTENT_HASH = 16;
const GROUP_KEY = 32;
const AREA_HASH = 48;
/** Three of 8 bytes, for the letters of {@link namingLetters}. */
const NAMING = 56;
const FIRST_SEEN_TIME = 80;
const FIRST_SEEN_SEQUENCE = 88;
/** Milliseconds and 1; 0 for not missing. */
const MISSING_SINCE = 96;
const VERSION = 104;
const MISSING_RUN = 108;
const SEEN_RUN = 112;
const FIRST_CLAIM = 116;
const NEXT_IN_CHAIN = 120;
const FLAGS = 124;
const MISSING_SCANS = 125;
const IMPORT = 126;
const SIZE = 128;

/** Bytes of a naming's hash, and of an area's. */
const SHORT = 8;

const namingLetters = ['n', 'b', 's'] as const;
const states: readonly RecordState[] = ['present', 'withdrawn', 'out_of_scope'];

// Of the flags: the lowest bits are the state's place in the list, then one bit each.
const STATE = 3;
const IS_GROUP = 4;
const HAS_GROUP_KEY = 8;
const HAS_AREA = 16;
/** The first of three. */
const HAS_NAMING = 32;

/**
 * What is held of each record, 128 bytes a record. Setters of what is hexadecimal give false for a text that is not, or
 * not of the right length.
 */
export class PackedRecords {
  readonly #slots = new Slots(SIZE);
  readonly #chains = new Chains(this.#slots, NEXT_IN_CHAIN);
  readonly #texts = new SharedTexts();
  readonly #key = new HexKey();

  /** Every slot that holds a record, or held one, is below this. */
  get end(): number {
    return this.#slots.count;
  }

  /** @returns the slot; undefined, with nothing added, when the key is no 128 bits in hexadecimal */
  add(recordKey: string, importName: string, target: RecordTarget): number | undefined {
    if (!this.#key.read(recordKey)) return undefined;
    const slot = this.#slots.take();
    this.#slots.setHex(slot, 0, KEY_BYTES, recordKey);
    const number = this.#texts.use(importName);
    this.#slots.setByte(slot, IMPORT, number & 255);
    this.#slots.setByte(slot, IMPORT + 1, number >>> 8);
    this.setTarget(slot, target);
    this.#chains.add(slot);
    return slot;
  }

  remove(slot: number): void {
    this.#chains.remove(slot);
    for (const number of [this.#importOf(slot), this.#word(slot, SEEN_RUN), this.#word(slot, MISSING_RUN)])
      this.#texts.release(number);
    // Not handed out again: the order of the slots is that in which records were first met.
    this.#slots.clear(slot);
  }

  /** Slots of a key, one for each import that has shown it; those that came first come first. */
  withKey(recordKey: string): number[] {
    return this.#key.read(recordKey) ? [...this.#chains.withKey(this.#key.words)].reverse() : [];
  }

  /** Whether a slot holds a record of an import. */
  isOfImport(slot: number, importName: string): boolean {
    return this.#importOf(slot) === (this.#texts.numberOf(importName) ?? -1);
  }

  recordKey(slot: number): string {
    return this.#slots.hex(slot, 0, KEY_BYTES);
  }

  import(slot: number): string {
    return this.#texts.text(this.#importOf(slot)) ?? '';
  }

  target(slot: number): RecordTarget {
    return this.#has(slot, IS_GROUP) ? 'group' : 'person';
  }

  setTarget(slot: number, target: RecordTarget): void {
    this.#flag(slot, IS_GROUP, target === 'group');
  }

  state(slot: number): RecordState {
    return states[this.#slots.byte(slot, FLAGS) & STATE] ?? 'present';
  }

  setState(slot: number, state: RecordState): void {
    this.#slots.setByte(slot, FLAGS, (this.#slots.byte(slot, FLAGS) & ~STATE) | states.indexOf(state));
  }

  version(slot: number): number {
    return this.#word(slot, VERSION);
  }

  setVersion(slot: number, version: number): void {
    this.#slots.setWord(slot, VERSION, version);
  }

  contentHash(slot: number): string {
    return this.#slots.hex(slot, CONTENT_HASH, KEY_BYTES);
  }

  setContentHash(slot: number, hash: string): boolean {
    return this.#slots.setHex(slot, CONTENT_HASH, KEY_BYTES, hash);
  }

  groupKey(slot: number): string | null {
    return this.#has(slot, HAS_GROUP_KEY) ? this.#slots.hex(slot, GROUP_KEY, KEY_BYTES) : null;
  }

  setGroupKey(slot: number, key: string | null): boolean {
    this.#flag(slot, HAS_GROUP_KEY, key !== null);
    return key === null || this.#slots.setHex(slot, GROUP_KEY, KEY_BYTES, key);
  }

  areaHash(slot: number): string | null {
    return this.#has(slot, HAS_AREA) ? this.#slots.hex(slot, AREA_HASH, SHORT) : null;
  }

  setAreaHash(slot: number, hash: string | null): boolean {
    this.#flag(slot, HAS_AREA, hash !== null);
    return hash === null || this.#slots.setHex(slot, AREA_HASH, SHORT, hash);
  }

  naming(slot: number): string[] {
    return namingLetters.flatMap((letter, place) =>
      this.#has(slot, HAS_NAMING << place) ? [`${letter}:${this.#slots.hex(slot, NAMING + place * SHORT, SHORT)}`] : [],
    );
  }

  setNaming(slot: number, naming: readonly string[]): boolean {
    for (const [place, letter] of namingLetters.entries()) {
      const one = naming.find((text) => text.startsWith(`${letter}:`));
      this.#flag(slot, HAS_NAMING << place, one !== undefined);
      if (one !== undefined && !this.#slots.setHex(slot, NAMING + place * SHORT, SHORT, one.slice(2))) return false;
    }
    return true;
  }

  firstSeenTime(slot: number): number {
    return this.#slots.double(slot, FIRST_SEEN_TIME);
  }

  firstSeenSequence(slot: number): number {
    return this.#slots.double(slot, FIRST_SEEN_SEQUENCE);
  }

  setFirstSeen(slot: number, time: number, sequence: number): void {
    this.#slots.setDouble(slot, FIRST_SEEN_TIME, time);
    this.#slots.setDouble(slot, FIRST_SEEN_SEQUENCE, sequence);
  }

  missingScans(slot: number): number {
    return this.#slots.byte(slot, MISSING_SCANS);
  }

  setMissingScans(slot: number, scans: number): void {
    this.#slots.setByte(slot, MISSING_SCANS, Math.min(scans, 255));
  }

  missingSince(slot: number): number | null {
    const kept = this.#slots.double(slot, MISSING_SINCE);
    return kept === 0 ? null : kept - 1;
  }

  setMissingSince(slot: number, time: number | null): void {
    this.#slots.setDouble(slot, MISSING_SINCE, time === null ? 0 : time + 1);
  }

  missingRun(slot: number): string | null {
    return this.#texts.text(this.#word(slot, MISSING_RUN));
  }

  setMissingRun(slot: number, run: string | null): void {
    this.#setText(slot, MISSING_RUN, run);
  }

  seenRun(slot: number): string | null {
    return this.#texts.text(this.#word(slot, SEEN_RUN));
  }

  setSeenRun(slot: number, run: string | null): void {
    this.#setText(slot, SEEN_RUN, run);
  }

  /** As the claims keep it. */
  firstClaim(slot: number): number {
    return this.#word(slot, FIRST_CLAIM);
  }

  setFirstClaim(slot: number, claim: number): void {
    this.#slots.setWord(slot, FIRST_CLAIM, claim);
  }

  #importOf(slot: number): number {
    return this.#slots.byte(slot, IMPORT) | (this.#slots.byte(slot, IMPORT + 1) << 8);
  }

  #word(slot: number, offset: number): number {
    return this.#slots.word(slot, offset);
  }

  #has(slot: number, flag: number): boolean {
    return (this.#slots.byte(slot, FLAGS) & flag) !== 0;
  }

  #flag(slot: number, flag: number, on: boolean): void {
    const flags = this.#slots.byte(slot, FLAGS);
    this.#slots.setByte(slot, FLAGS, on ? flags | flag : flags & ~flag);
  }

  #setText(slot: number, offset: number, text: string | null): void {
    // First the new one, lest the same text be forgotten in between.
    const number = this.#texts.use(text);
    this.#texts.release(this.#word(slot, offset));
    this.#slots.setWord(slot, offset, number);
  }
}
