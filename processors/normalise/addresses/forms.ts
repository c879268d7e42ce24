import { nameToken } from '../names/token.ts';
import { remember } from '../remember.ts';
import { comparableText, displayText } from '../text.ts';
import { extractPostcode } from './postcode.ts';
import type { AddressForms } from './types.ts';
import { emptyWords, houseWords, noAddress, placeKinds, postcodeWords, streetWords } from './words.ts';

const longestText = 300;
/** Longer than every text of `noAddress`: the others need not be folded. */
const longestPlaceholder = 24;
const mostTokens = 12;
const mostHouses = 3;

interface Word {
  readonly written: string;
  readonly native: string;
}

const wordOf = remember((written: string): Word => ({ written, native: comparableText(written) }), 50_000);

/** `no4`, `purok3` and `kebele05` are a word and its number. */
const glued = /^(\p{L}{2,})(\d{1,4}\p{L}?)$/u;

const unglue = (word: Word): readonly Word[] => {
  const [, letters = '', number = ''] = glued.exec(word.native) ?? [];
  return houseWords.has(letters) || placeKinds.has(letters) ? [wordOf(letters), wordOf(number)] : [word];
};

const wordsOf = (piece: string): readonly Word[] =>
  piece
    .split(/[^\p{L}\p{M}\p{N}'’\u200c\u200d]+/u)
    .map(wordOf)
    .filter(({ native }) => native !== '')
    .flatMap(unglue);

const hasNumber = (word: Word | undefined): boolean => word !== undefined && /^\d/u.test(word.native);

/** 5th, 2nd: the number of a street, not of a house. */
const isOrdinal = (word: Word): boolean =>
  /^\d+(?:st|nd|rd|th|ra|da|er|e|o|a)$/u.test(word.native) && word.native.length > 2;

const isStreetWord = (words: readonly Word[], at: number): boolean => {
  const native = words[at]?.native ?? '';
  if (!streetWords.has(native)) return false;
  // Saint Mary's Road, not a street.
  return native !== 'st' || words.slice(0, at).some((word) => !hasNumber(word));
};

/** Whether the street word at this place comes after the street's name. */
const isNamed = (words: readonly Word[], at: number): boolean =>
  words.slice(0, at).some((word) => isOrdinal(word) || !(hasNumber(word) || houseWords.has(word.native)));

/** A number right behind a street word without a name is the name: Road 12, Calle 45. */
const isHouseNumber = (words: readonly Word[], at: number): boolean => {
  const word = words[at];
  if (word === undefined || !hasNumber(word) || isOrdinal(word)) return false;
  return !isStreetWord(words, at - 1) || isNamed(words, at - 1);
};

const plainNumber = (native: string): string => native.replace(/^0+(?=\d)/u, '');

/** What has been read of an address. */
class Reading {
  readonly houses: string[] = [];
  readonly street: string[] = [];
  readonly locality: string[] = [];

  private add(list: string[], word: Word): void {
    if (emptyWords.has(word.native)) return;
    const form = hasNumber(word) ? plainNumber(word.native) : nameToken(word.written)?.latin;
    if (form !== undefined && list.length < mostTokens) list.push(form);
  }

  private addHouse(word: Word, next: Word | undefined): boolean {
    const letter = next !== undefined && /^[a-z]$/u.test(next.native) ? next.native : '';
    if (this.houses.length < mostHouses) this.houses.push(plainNumber(word.native) + letter);
    return letter !== '';
  }

  /** Kinds of place with their number (kebele 05, ward no. 4) or without; returns how many words were read. */
  private readPlace(words: readonly Word[], at: number): number {
    const kind = placeKinds.get(words[at]?.native ?? '');
    if (kind === undefined) return 0;
    const skipped = houseWords.has(words[at + 1]?.native ?? '') ? 2 : 1;
    const number = words[at + skipped];
    if (number === undefined || !hasNumber(number)) return 1;
    if (this.locality.length < mostTokens) this.locality.push(kind + plainNumber(number.native));
    return skipped + 1;
  }

  /** A house word and its number or letter; returns how many words were read. */
  private readHouse(words: readonly Word[], at: number): number {
    let from = at;
    while (houseWords.has(words[from]?.native ?? '')) from += 1;
    if (from === at) return 0;
    const number = words[from];
    if (number === undefined || !(hasNumber(number) || /^[a-z]$/u.test(number.native))) return from - at;
    return from - at + 1 + Number(this.addHouse(number, words[from + 1]));
  }

  private readStreetPart(words: readonly Word[], to: number): void {
    for (let at = 0; at < to; at += 1) {
      const word = words[at] as Word;
      const read = this.readHouse(words, at);
      if (read > 0) at += read - 1;
      else if (isStreetWord(words, at)) continue;
      else if (isHouseNumber(words, at)) at += Number(this.addHouse(word, words[at + 1]));
      else this.add(this.street, word);
    }
  }

  private readLocality(words: readonly Word[], from: number): void {
    for (let at = from; at < words.length; at += 1) {
      const read = this.readPlace(words, at) || this.readHouse(words, at);
      if (read > 0) at += read - 1;
      else if (!isStreetWord(words, at)) this.add(this.locality, words[at] as Word);
    }
  }

  /** Where the street of a piece ends: after its word, at the number behind its name, or before the first kind of place. */
  private endOfStreet(words: readonly Word[], isFirst: boolean): number {
    const place = words.findIndex(({ native }) => placeKinds.has(native));
    const limit = place < 0 ? words.length : place;
    const first = words.findIndex((_word, at) => isStreetWord(words, at));
    if (first < 0 || first > limit) return isFirst || hasNumber(words[0]) ? limit : 0;
    if (isNamed(words, first)) return Math.min(limit, first + 1 + Number(hasNumber(words[first + 1])));
    const number = words.findIndex((word, at) => at > first + 1 && hasNumber(word));
    return number < 0 ? limit : Math.min(limit, number + 1);
  }

  readPiece(piece: string, isFirst: boolean): void {
    const words = wordsOf(piece).filter(({ native }) => !postcodeWords.has(native));
    const end = this.endOfStreet(words, isFirst);
    this.readStreetPart(words, end);
    this.readLocality(words, end);
  }

  readArea(area: string): void {
    this.readLocality(wordsOf(area), 0);
  }
}

/** A post box is no house. */
const postBox = /\bp\.? ?o\.? ?box ?(\d+)/gu;

const shownOf = (text: string | null): string => {
  if (text === null) return '';
  const shown =
    displayText(
      text
        .slice(0, longestText)
        .normalize('NFKC')
        .replace(/[\r\n]+/gu, ', ')
        .toLowerCase(),
    ) ?? '';
  return shown.length <= longestPlaceholder && noAddress.has(comparableText(shown))
    ? ''
    : shown.normalize('NFC').replace(postBox, ' pobox$1');
};

/** Areas repeat. */
const localityOf = remember((area: string): readonly string[] => {
  const reading = new Reading();
  reading.readArea(shownOf(area));
  return reading.locality;
}, 10_000);

/**
 * An address in the forms in which it is compared: general rules for addresses of any country, which read what is
 * written and look nothing up. Words are in Latin letters, so that one street agrees with itself in two scripts.
 *
 * @param address one text, its parts divided by commas or line ends, in the order of the country
 * @param area district or similar: it adds to the locality
 * @returns at most 12 words a list and 3 house numbers; empty for no address. Never throws.
 */
export const addressForms = (address: string | null, area: string | null): AddressForms => {
  const [text, postcode] = extractPostcode(shownOf(address));
  const reading = new Reading();
  text
    .split(/[,،;]/u)
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .forEach((piece, at) => {
      reading.readPiece(piece, at === 0);
    });
  const houses = [...new Set(reading.houses)].sort((a, b) => (a < b ? -1 : 1));
  return {
    house: houses.length === 0 ? null : houses.join('-'),
    street: reading.street,
    locality: [...new Set([...reading.locality, ...localityOf(area ?? '')])].slice(0, mostTokens),
    postcode,
  };
};
