import type { ReasonCount, StoredLetter } from '../../../letters/index.ts';
import { table } from '../../output.ts';

/** A moment in UTC, to the second. */
export const moment = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);

/** Where the record of a letter stood, or which entry of a source it was. */
export const origin = ({ letter }: StoredLetter): string => {
  const { position } = letter;
  if (position !== null) return `${position.topic}/${String(position.partition)}/${String(position.offset)}`;
  return `${letter.source ?? '?'}/${letter.import ?? '?'}`;
};

/** Counts of dead letters by reason, as a table. */
export const reasonTable = (reasons: readonly ReasonCount[]): string =>
  table(
    ['dead letters', 'reason', 'component', 'oldest (UTC)', 'newest (UTC)'],
    reasons.map(({ component, code, count, oldest, newest }) => [
      count,
      code,
      component,
      moment(oldest),
      moment(newest),
    ]),
  );
