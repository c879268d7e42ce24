import type { Word } from './split.ts';
import type { NamePlace } from './types.ts';
import {
  articles,
  childOfBefore,
  devotion,
  devoutly,
  doubtfulPrefixes,
  droppedJoints,
  faith,
  kinship,
  ofFaith,
  ofGod,
  parentOf,
  prefixes,
  servant,
  spokenArticle,
} from './words.ts';

const latinLetters = /^[a-z]/u;

/** Devanagari reads its vowels by where a word ends: a non-joiner, which folding takes away, keeps that place. */
const seam = (word: Word): string => (/\p{Script=Devanagari}/u.test(word.native) ? '\u200c' : '');

const isArticle = (word: Word, next: Word): boolean => {
  if (articles.has(word.native)) return true;
  const spoken = spokenArticle.exec(word.native)?.[1];
  return spoken !== undefined && next.native.startsWith(spoken);
};

/** The words of one field while they are read from left to right. */
class Reading {
  readonly done: string[] = [];
  /** What the next word is written together with. */
  private prefix = '';
  private article = false;

  private readonly place: NamePlace;

  constructor(place: NamePlace) {
    this.place = place;
  }

  private isPrefix({ native, written }: Word): boolean {
    if (prefixes.has(native) || written === 'ó') return true;
    if (!doubtfulPrefixes.has(native)) return false;
    const first = this.done.length === 0;
    // O is an initial, unless a family name begins with it.
    if (native === 'o') return first && this.place === 'family';
    return this.prefix !== '' || !first || this.place === 'family';
  }

  private hasBefore(): boolean {
    return this.done.length > 0 && this.prefix === '';
  }

  private appendToLast(ending: string): void {
    const last = this.done.pop() ?? '';
    this.done.push(last + ending);
  }

  /** A name, less the word for its bearer's child; that word alone behind a name is nothing. */
  private push({ native, written }: Word): void {
    if (this.hasBefore() && native.replace(childOfBefore, '') === '') return;
    this.done.push(this.prefix + (written.replace(childOfBefore, '') || written));
  }

  /** Endings that make one word with what stands before: uddin, ullah, and the second half of a name of devotion. */
  private readEnding({ native, written }: Word, before: Word | undefined): boolean {
    if (!this.hasBefore()) return false;
    const latin = latinLetters.test(native);
    if (ofFaith.has(native) || (this.article && faith.has(native))) this.appendToLast(latin ? 'uddin' : written);
    else if (ofGod.has(native)) this.appendToLast(latin ? 'ullah' : written);
    else if (before !== undefined && devotion.has(before.native) && devoutly.has(native)) this.appendToLast(written);
    else return false;
    return true;
  }

  /** Words that mean nothing by themselves; they count only between others. */
  private readJoint(word: Word, next: Word): boolean {
    if (isArticle(word, next)) {
      this.article = true;
      return true;
    }
    if (servant.test(word.native) || parentOf.has(word.native)) {
      this.prefix += /^[ae]bd/u.test(word.native) ? 'abdul' : word.written + seam(word);
      return true;
    }
    if (this.isPrefix(word)) {
      this.prefix += word.written;
      return true;
    }
    return this.hasBefore() && (kinship.has(word.native) || droppedJoints.has(word.native));
  }

  read(word: Word, before: Word | undefined, next: Word | undefined): void {
    if (next !== undefined && this.readJoint(word, next)) return;
    if (!this.readEnding(word, before)) this.push(word);
    this.prefix = '';
    this.article = false;
  }
}

/**
 * The words of a field with particles joined or dropped:
 * - joined, because without them it is another name: abd al-Rahman, Abu Bakr, de la Cruz, van der Merwe, Mc Donald,
 *   Salah al-Din, Habib Ullah, Gebre Mariam;
 * - dropped, because records of one person have them or not: al-, el-, ul-; bin, ibn, binti, S/O; da, dos, y.
 *
 * A particle that stands last, or alone, is a name.
 */
export const joinWords = (words: readonly Word[], place: NamePlace): readonly string[] => {
  const reading = new Reading(place);
  words.forEach((word, at) => {
    reading.read(word, words[at - 1], words[at + 1]);
  });
  return reading.done;
};
