import type { RecordState, RecordTarget } from '../../../schemas/generated/types.ts';
import { Chains } from './chains.ts';
import { HexKey, KEY_BYTES } from './hexKey.ts';
import { SharedTexts } from './sharedTexts.ts';
import { Slots } from './slots.ts';

// What a slot holds, and at which byte; the record key first, as Chains wants it.
const CONTENT_HASH = 16;
const GROUP_KEY = 32;
const NAME_HASH = 48;
const FIRST_SEEN_TIME = 56;
/** Milliseconds and 1; 0 for not missing. */
const MISSING_SINCE = 64;
const FIRST_SEEN_SEQUENCE = 72;
const VERSION = 76;
const FIRST_CLAIM = 80;
const NEXT_IN_CHAIN = 84;
// Of what many records share, the numbers of the texts.
const MISSING_RUN = 88;
const SEEN_RUN = 92;
const AREA_HASH = 96;
const BIRTH_DATE_HASH = 100;
const SEX_HASH = 104;
const IMPORT = 108;
const FLAGS = 110;
const MISSING_SCANS = 111;
const SIZE = 112;

/** Bytes of a naming's hash, and of an area's. */
const SHORT = 8;

const isShortHash = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);
const states: readonly RecordState[] = ['present', 'withdrawn', 'out_of_scope'];

// Of the flags: the lowest bits are the state's place in the list, then one bit each.
const STATE = 3;
const IS_GROUP = 4;
const HAS_GROUP_KEY = 8;
const HAS_NAME = 16;

/**
 * What is held of each record, 112 bytes a record. Setters of what is hexadecimal give false for a text that is not, or
 * not of the right length.
 */
export class PackedRecords {
  readonly #slots = new Slots(SIZE);
  readonly #chains = new Chains(this.#slots, NEXT_IN_CHAIN);
  /** Apart from the others, of which there may be more than two bytes can number. */
  readonly #imports = new SharedTexts();
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
    const number = this.#imports.use(importName);
    this.#slots.setByte(slot, IMPORT, number & 255);
    this.#slots.setByte(slot, IMPORT + 1, number >>> 8);
    this.setTarget(slot, target);
    this.#chains.add(slot);
    return slot;
  }

  remove(slot: number): void {
    this.#chains.remove(slot);
    this.#imports.release(this.#importOf(slot));
    for (const offset of [SEEN_RUN, MISSING_RUN, AREA_HASH, BIRTH_DATE_HASH, SEX_HASH])
      this.#texts.release(this.#word(slot, offset));
    // Not handed out again: the order of the slots is that in which records were first met.
    this.#slots.clear(slot);
  }

  /** Slots of a key, one for each import that has shown it; those that came first come first. */
  withKey(recordKey: string): number[] {
    return this.#key.read(recordKey) ? [...this.#chains.withKey(this.#key.words)].reverse() : [];
  }

  /** Whether a slot holds a record of an import. */
  isOfImport(slot: number, importName: string): boolean {
    return this.#importOf(slot) === (this.#imports.numberOf(importName) ?? -1);
  }

  recordKey(slot: number): string {
    return this.#slots.hex(slot, 0, KEY_BYTES);
  }

  import(slot: number): string {
    return this.#imports.text(this.#importOf(slot)) ?? '';
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
    return this.#texts.text(this.#word(slot, AREA_HASH));
  }

  setAreaHash(slot: number, hash: string | null): boolean {
    if (hash !== null && !isShortHash(hash)) return false;
    this.#setText(slot, AREA_HASH, hash);
    return true;
  }

  naming(slot: number): string[] {
    const name = this.#has(slot, HAS_NAME) ? [`n:${this.#slots.hex(slot, NAME_HASH, SHORT)}`] : [];
    const shared = [this.#word(slot, BIRTH_DATE_HASH), this.#word(slot, SEX_HASH)].map((one) => this.#texts.text(one));
    return [...name, ...shared.filter((text) => text !== null)];
  }

  setNaming(slot: number, naming: readonly string[]): boolean {
    const [name, birthDate, sex] = ['n:', 'b:', 's:'].map((kind) => naming.find((text) => text.startsWith(kind)));
    for (const one of [birthDate, sex]) if (one !== undefined && !isShortHash(one.slice(2))) return false;
    this.#flag(slot, HAS_NAME, name !== undefined);
    if (name !== undefined && !this.#slots.setHex(slot, NAME_HASH, SHORT, name.slice(2))) return false;
    this.#setText(slot, BIRTH_DATE_HASH, birthDate ?? null);
    this.#setText(slot, SEX_HASH, sex ?? null);
    return true;
  }

  firstSeenTime(slot: number): number {
    return this.#slots.double(slot, FIRST_SEEN_TIME);
  }

  firstSeenSequence(slot: number): number {
    return this.#word(slot, FIRST_SEEN_SEQUENCE);
  }

  setFirstSeen(slot: number, time: number, sequence: number): void {
    this.#slots.setDouble(slot, FIRST_SEEN_TIME, time);
    this.#slots.setWord(slot, FIRST_SEEN_SEQUENCE, sequence);
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
