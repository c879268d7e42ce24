import { openReviews } from '../../../../processors/index.ts';
import type { ReviewFilter } from '../../../../processors/index.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { table, type Output } from '../../output.ts';
import { reviewRow } from './words.ts';

/**
 * `registry-stream review list`: which records wait for a person, and how many for each reason. Shows keys and ids, and
 * nothing of anybody.
 *
 * @param limit how many are shown; all of them are counted
 */
export const listReviews = async (
  { config, query }: Pick<Deployment, 'config' | 'query'>,
  filter: ReviewFilter,
  limit: number,
  output: Output,
): Promise<void> => {
  const { total, reasons, reviews } = await openReviews(query, config.deployment, filter, limit);
  if (output.json) {
    output.write(JSON.stringify({ total, reasons, reviews }, null, 2));
    return;
  }
  if (total === 0) {
    output.write(Object.keys(filter).length === 0 ? 'nothing waits for a person' : 'no open review matches');
    return;
  }
  output.write(table(['record', 'weight', 'belongs to', 'could be', 'why'], reviews.map(reviewRow)));
  if (reviews.length < total)
    output.write(`… and ${(total - reviews.length).toLocaleString('en')} more; --limit shows more`);
  output.write(
    `\n${table(
      ['reviews', 'why'],
      reasons.map(({ reason, count }) => [count, reason]),
    )}`,
  );
};
