import type { ScanRequest } from '../../core/source.ts';
import { pieceMissing } from './errors.ts';
import { recordsAt, valueAt } from './answerPath.ts';
import type { Plan } from './plan.ts';
import type { AnswerData, Transport, Variables } from './transport.ts';

/** A page as a way of paging reads it. */
export interface PagerPage {
  readonly records: readonly unknown[];
  readonly cursor: string;
  readonly done: boolean;
  /** When the scan began, milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly details: Readonly<Record<string, number>>;
}

/** One way of paging through the records of an import. */
export interface Pager {
  readonly next: (request: ScanRequest, signal: AbortSignal) => Promise<PagerPage>;
  /** Variables that ask for a first page of so many records. */
  readonly firstPage: (size: number) => Variables;
}

/** What every way of paging works with. */
export interface PagerParts {
  readonly plan: Plan;
  readonly transport: Transport;
  readonly pageSize: number;
  readonly now: () => number;
}

/** The records of an answer. @throws EtlError `ANSWER_INCOMPLETE` (transient) when they are not where they should be */
export const recordsOf = (plan: Plan, data: AnswerData): readonly unknown[] => {
  const records = recordsAt(data, plan.records);
  if (records === undefined) throw pieceMissing(plan.records.join('.'));
  return records;
};

/** The count of all records that an answer gives, for progress. */
export const totalOf = ({ total }: Plan, data: AnswerData): Readonly<Record<string, number>> => {
  const count = total === undefined ? undefined : Number(valueAt(data, total));
  return count !== undefined && Number.isFinite(count) ? { total: count } : {};
};

/** Reads everything at once. */
export const singlePager = ({ plan, transport, now }: PagerParts): Pager => ({
  firstPage: () => ({}),
  async next(request, signal) {
    const startedAt = now();
    const data = await transport.ask(plan.document.text, plan.variables(request), signal);
    return { records: recordsOf(plan, data), cursor: 'end', done: true, startedAt, details: totalOf(plan, data) };
  },
});
