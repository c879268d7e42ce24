import { numberedPageAround } from '../paging/numberedPages.ts';
import type { ReadRange } from '../paging/rangeScan.ts';
import type { SearchPage } from './answer.ts';
import { pagesWithGaps } from './errors.ts';
import type { PageRequest } from './request.ts';

/** Most records before an offset that a page may begin with: they have to be among the last that were read. */
const mostBefore = 64;

/** Places without a record that are the end, and pages: fewer may be of records that the registry leaves out. */
const emptyPlaces = 64;
const emptyPages = 2;

/** What a scan by page number has learnt about the registry. */
export interface PageLimits {
  /** Most records that it is asked for at once. */
  readonly most: number;
  /** Records of the page before that are read again. */
  readonly overlap: number;
}

/**
 * Limits that a scan can go by. To overlap, a page must be smaller than the first one: half of it at the least.
 *
 * @param most records that the registry is asked for at once
 * @param overlap records that are to be read again
 */
export const limitsOf = (most: number, overlap: number): PageLimits => ({
  most,
  overlap: Math.max(1, Math.min(overlap, Math.floor(most / 4))),
});

/** Ranges of a search, read by page number. */
export interface PageReader {
  readonly read: ReadRange;
  /**
   * Looks behind the place at which a scan has ended. A registry that leaves records out of its pages counts them all the
   * same, so that others stand farther on than the number of those that were read tells.
   *
   * @param end records before this position have been read
   * @param wasRead whether a record is among those that were read last
   * @throws EtlError `PAGES_WITH_GAPS` (config) when somebody is there who was not read
   */
  readonly confirmEnd: (end: number, wasRead: (record: unknown) => boolean) => Promise<void>;
  /** The limits after what has been read. */
  readonly limits: () => PageLimits;
}

type AskPage = (page: PageRequest) => Promise<SearchPage>;

/**
 * The size in which the registry counts its pages, told by a first page with fewer records than it was asked for.
 * Either it counts in a smaller size, or it counts records that it does not show, or there are no more. One that names
 * no size is taken for the first. One that names ours may be right; if its second page is the same whether asked for in
 * our size or in that of the first page, it is not.
 *
 * @param asked records that were asked for
 */
const sizeOf = async (search: AskPage, first: SearchPage, asked: number): Promise<number> => {
  const given = first.records.length;
  if (first.pageSize === undefined) return given === 0 ? asked : given;
  if (first.pageSize < asked) return first.pageSize;
  if (given === 0 || given === asked) return asked;
  const whole = await search({ size: asked, number: 2, cursor: undefined });
  if (whole.records.length === 0) return asked;
  const fewer = await search({ size: given, number: 2, cursor: undefined });
  return JSON.stringify(whole.records[0]) === JSON.stringify(fewer.records[0]) ? given : asked;
};

/**
 * Makes ranges out of pages.
 *
 * @param isKnown whether a record is among the last that were read
 * @param first the first page, if it has been read already
 */
export const createPageReader = (
  search: AskPage,
  limits: PageLimits,
  isKnown: (record: unknown) => boolean,
  first: SearchPage | undefined,
): PageReader => {
  let { most } = limits;
  let unread = first;

  const ask = async (size: number, number: number): Promise<SearchPage> => {
    if (number > 1) return search({ size, number, cursor: undefined });
    const page = unread ?? (await search({ size, number, cursor: undefined }));
    unread = undefined;
    most = Math.min(most, await sizeOf(search, page, size));
    return page;
  };

  return {
    read: async (offset) => {
      const page = numberedPageAround(offset, most, mostBefore);
      const { records } = await ask(page.limit, page.offset / page.limit + 1);
      const before = records.slice(0, offset - page.offset);
      // Where something moved, or the registry left somebody out, what stands before the offset is not what stood there.
      const unknown = before.findIndex((record) => !isKnown(record));
      return records.slice(unknown < 0 ? before.length : unknown);
    },
    confirmEnd: async (end, wasRead) => {
      let before = '';
      for (
        let number = Math.floor(end / most) + 1, empty = 0;
        empty < Math.max(emptyPages, emptyPlaces / most);
        number += 1
      ) {
        const { records } = await ask(most, number);
        if (!records.every(wasRead)) throw pagesWithGaps();
        // Some registries give the last page for every number behind it.
        const page = JSON.stringify(records);
        if (records.length > 0 && page === before) return;
        before = page;
        empty = records.length === 0 ? empty + 1 : 0;
      }
    },
    limits: () => limitsOf(most, limits.overlap),
  };
};
