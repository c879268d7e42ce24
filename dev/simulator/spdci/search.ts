import type { Clock } from '../clock.ts';
import { readOrder } from '../ordering.ts';
import type { Partner } from '../partner.ts';
import type { Domain, PartnerStore } from '../store.ts';
import { domainOf, QueryRefused } from './query.ts';
import { recordOf } from './records.ts';

type Json = Readonly<Record<string, unknown>>;

/** How the registry behaves where the standard leaves it a choice. */
export interface SearchBehaviour {
  /** Most records a page, whatever is asked for; undefined: as many as are asked for. */
  readonly pageLimit?: number | undefined;
  /** Names the cursor of the next page, as OpenSPP does. */
  readonly cursors: boolean;
  /** Leaves people without identifiers out of a page that they count for, as OpenSPP does. */
  readonly identifiedOnly: boolean;
  /** Writes its records in the dialects in which the standard's samples disagree. */
  readonly mixed: boolean;
}

/** Records a page when a request names no size. */
const defaultPageSize = 20;
const byId = readOrder('id asc');

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const count = (value: unknown, fallback: number): number => {
  const number = value === undefined || value === null ? fallback : Number(value);
  if (!Number.isInteger(number) || number < 1) throw new QueryRefused('rjct.pagination.invalid', 'Pagination is wrong');
  return number;
};

const encodeCursor = (id: number): string => Buffer.from(`id:${String(id)}`).toString('base64url');

const decodeCursor = (cursor: unknown): number | undefined => {
  const [, id] =
    typeof cursor === 'string' ? (/^id:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []) : [];
  return id === undefined ? undefined : Number(id);
};

/** How many rows of a search stand at or before an id. */
const rankOf = (store: PartnerStore, domain: Domain, id: number): number => {
  let [low, high] = [0, store.size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = store.search(domain, byId, 1, middle).at(0);
    if (row !== undefined && row.id <= id) low = middle + 1;
    else high = middle;
  }
  return low;
};

interface FoundPage {
  readonly rows: readonly Partner[];
  readonly pagination: Json;
}

const readPage = (store: PartnerStore, domain: Domain, asked: Json, behaviour: SearchBehaviour): FoundPage => {
  const size = Math.min(count(asked['page_size'], defaultPageSize), behaviour.pageLimit ?? Infinity);
  const number = count(asked['page_number'], 1);
  const after = behaviour.cursors ? decodeCursor(asked['cursor']) : undefined;
  const offset = after === undefined ? (number - 1) * size : rankOf(store, domain, after);
  const rows = store.search(domain, byId, size, offset);
  const last = rows.at(-1);
  const more = last !== undefined && store.search(domain, byId, 1, offset + size).length > 0;
  return {
    rows,
    pagination: {
      page_size: size,
      page_number: number,
      total_count: store.search(domain, byId, undefined, 0).length,
      ...(behaviour.cursors ? { next_cursor: more ? encodeCursor(last.id) : null } : {}),
    },
  };
};

/** Makes the function that answers one item of a search request with one of a search response. */
export const createSearch =
  (store: PartnerStore, clock: Clock, behaviour: SearchBehaviour) =>
  (item: Json): Json => {
    const head = { reference_id: item['reference_id'] ?? '', timestamp: new Date(clock.now()).toISOString() };
    try {
      const criteria = isObject(item['search_criteria']) ? item['search_criteria'] : {};
      const pagination = isObject(criteria['pagination']) ? criteria['pagination'] : {};
      const page = readPage(store, domainOf(criteria), pagination, behaviour);
      const shown = page.rows.filter((row) => !behaviour.identifiedOnly || row.isGroup || row.regIds.length > 0);
      return {
        ...head,
        status: 'succ',
        data: {
          version: '1.0.0',
          reg_type: 'SOCIAL_REGISTRY',
          reg_record_type: page.rows[0]?.isGroup === true ? 'GROUP' : 'PERSON',
          reg_records: shown.map((row) => recordOf(row, behaviour.mixed, (id) => store.get(id ?? -1))),
        },
        pagination: page.pagination,
        locale: 'eng',
      };
    } catch (error) {
      if (!(error instanceof QueryRefused)) throw error;
      return { ...head, status: 'rjct', status_reason_code: error.reason, status_reason_message: error.message };
    }
  };
