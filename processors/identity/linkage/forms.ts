import anyAscii from 'any-ascii';
import { comparableText, readDate } from '../../normalise/index.ts';

export interface NameToken {
  readonly native: string;
  readonly latin: string;
  readonly skeleton: string;
  readonly initial: string;
}
export interface NameForms {
  readonly given: readonly NameToken[];
  readonly family: readonly NameToken[];
  readonly all: readonly NameToken[];
  readonly suffix: string | null;
}
export interface AddressForms {
  readonly house: string | null;
  readonly street: readonly string[];
  readonly locality: readonly string[];
  readonly postcode: string | null;
}
export interface ComparableDate {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
  readonly imprecise: boolean;
}
const cache = new Map<string, NameToken>();
const skeletonOf = (latin: string): string => {
  const s = latin.replace(/ph/g, 'f').replace(/kh|gh/g, 'h').replace(/[cq]/g, 'k').replace(/x/g,'ks').replace(/z/g, 's').replace(/sh|ch/g, 's').replace(/th/g, 't').replace(/dh/g,'d').replace(/v|w/g, 'w').replace(/j/g,'y');
  return (s[0]??'').replace(/[aeiou]/,'a') + s.slice(1).replace(/[aeiouyhw]/g, '').replace(/(.)\1+/g, '$1');
};
export const tokenOf = (native: string): NameToken => {
  const hit = cache.get(native);
  if (hit) return hit;
  const latin = anyAscii(native).toLowerCase().replace(/[^a-z0-9]/g, '') || native;
  const made = { native, latin, skeleton: skeletonOf(latin), initial: latin.slice(0, 1) };
  cache.set(native, made);
  return made;
};
const particles = new Set(['al', 'el', 'de', 'del', 'la', 'van', 'von', 'bin', 'ibn', 'dela', 'da', 'dos']);
const titles = new Set(['mr', 'mrs', 'ms', 'dr', 'sir', 'miss', 'rev', 'prof']);
const suffixes = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'junior', 'senior']);
const tokens = (text: string | null | undefined): NameToken[] =>
  text == null ? [] : comparableText(text).split(' ').filter((t) => t !== '').map((t) => (t.length > 4 && t.startsWith('ال') ? t.slice(2) : t)).filter((t, _i, l) => !((particles.has(t) && l.length > 1) || titles.has(t) || suffixes.has(t))).map(tokenOf);
export interface NameParts { readonly given: string | null; readonly family: string | null; readonly full: string | null; readonly additional?: string | null }
export const nameForms = (p: NameParts): NameForms => {
  const given = tokens(p.given), family = tokens(p.family);
  const all = given.length + family.length > 0 ? [...given, ...family] : tokens(p.full);
  const sfx = comparableText([p.given, p.family, p.full].filter(Boolean).join(' ')).split(' ').find((t) => suffixes.has(t)) ?? null;
  return { given, family, all, suffix: sfx };
};
export const addressForms = (address: string | null, area: string | null): AddressForms => {
  const words = comparableText(address ?? '').split(' ').filter(Boolean);
  const house = words.find((w) => /^\d+[a-z]?$/.test(w)) ?? null;
  return { house, street: words.filter((w) => w !== house), locality: comparableText(area ?? '').split(' ').filter(Boolean), postcode: null };
};
export const comparableDate = (text: string | null): ComparableDate | null => {
  const d = readDate(text);
  if (d === null || d.precision === 'unknown' || d.value === null) return null;
  const [y, m, dd] = d.value.split('-').map(Number);
  return { year: y as number, month: m ?? null, day: dd ?? null, imprecise: d.imprecise };
};
