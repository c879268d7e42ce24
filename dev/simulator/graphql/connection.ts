import { GraphQLError } from 'graphql';
import type { Partner } from '../partner.ts';
import { indexAfter } from './rows.ts';
import type { ListArguments } from './rows.ts';

/** Most records a page, whatever is asked for. */
const largestPage = 1_000;

const userError = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const cursorOf = (row: Partner): string => Buffer.from(`id:${String(row.id)}`).toString('base64url');

const idOf = (cursor: string): number => {
  const [, id] = /^id:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (id === undefined) throw userError('the cursor is not one of this list');
  return Number(id);
};

/** A number of records that a caller asked for, within what the registry gives. @throws GraphQLError when negative */
export const pageSize = (asked: number | null | undefined, name: string): number => {
  if ((asked ?? 0) < 0) throw userError(`${name} must not be negative`);
  return Math.min(asked ?? 50, largestPage);
};

/** What a connection takes. */
export interface ConnectionArguments extends ListArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page of a connection (GraphQL Cursor Connections Specification, section 4). Removed rows move no cursor. */
export const connectionOf = (rows: readonly Partner[], { first, after }: ConnectionArguments) => {
  const start = after === null || after === undefined ? 0 : indexAfter(rows, idOf(after));
  const nodes = rows.slice(start, start + pageSize(first, 'first'));
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    totalCount: rows.length,
    pageInfo: {
      hasNextPage: start + nodes.length < rows.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
