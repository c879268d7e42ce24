import type { Random } from '../random.ts';
import { amharic } from './amharic.ts';
import { arabic } from './arabic.ts';
import type { Culture } from './culture.ts';
import { cyrillic } from './cyrillic.ts';
import { devanagari } from './devanagari.ts';
import { english } from './english.ts';
import { filipino } from './filipino.ts';
import { kurdish } from './kurdish.ts';
import { persian } from './persian.ts';
import { spanish } from './spanish.ts';

/** Every naming culture of the simulated registry. */
const cultures: readonly Culture[] = [
  arabic,
  kurdish,
  persian,
  cyrillic,
  devanagari,
  amharic,
  filipino,
  spanish,
  english,
];

// Each culture as often as its weight, so that one draw picks it.
const urn = cultures.flatMap((culture) => Array.from({ length: culture.weight }, () => culture));

/** Draws a culture by weight. */
export const drawCulture = (random: Random): Culture => random.pick(urn);
