import { smallestNumberedPage } from '../paging/numberedPages.ts';
import { readPath } from './answerPath.ts';
import type { QueryKeys } from './queryKeys.ts';
import { readDocument } from './document.ts';
import type { QueryDocument } from './document.ts';

/** A key of `query` and what is wrong with it. */
export interface QueryProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** The variables that the connector sets itself, each with the key of the configuration that names it. */
const ownVariables = ({ paging, since }: Pick<QueryKeys, 'paging' | 'since'>) => {
  const named: { readonly name: string; readonly path: readonly string[] }[] = [];
  const add = (name: string, ...path: string[]): number => named.push({ name, path });
  if (paging.type === 'relay') {
    add(paging.firstVariable, 'paging', 'firstVariable');
    add(paging.afterVariable, 'paging', 'afterVariable');
  } else if (paging.type === 'offset') {
    add(paging.limitVariable, 'paging', 'limitVariable');
    add(paging.offsetVariable, 'paging', 'offsetVariable');
  } else if (paging.type === 'page') {
    add(paging.numberVariable, 'paging', 'numberVariable');
    add(paging.sizeVariable, 'paging', 'sizeVariable');
  }
  if (since !== undefined) add(since.variable, 'since', 'variable');
  return named;
};

const variableProblems = (query: QueryKeys, document: QueryDocument): QueryProblem[] => {
  const problems: QueryProblem[] = [];
  const fixed = Object.keys(query.variables).map((name) => ({ name, path: ['variables', name] }));
  const set = new Set<string>();
  for (const { name, path } of [...ownVariables(query), ...fixed]) {
    if (!document.variables.has(name)) {
      problems.push({ path, message: `names $${name}, which the document does not declare` });
    } else if (set.has(name)) {
      problems.push({ path, message: `sets $${name}, which is set already by another key` });
    }
    set.add(name);
  }
  for (const [name, { required }] of document.variables) {
    if (required && !set.has(name)) {
      problems.push({ path: ['variables'], message: `must set $${name}: the document requires it` });
    }
  }
  return problems;
};

/** Where the records of an import are: as configured, or what a Relay connection has. Undefined: nowhere. */
export const recordsPath = (
  { records, paging }: Pick<QueryKeys, 'records' | 'paging'>,
  document: QueryDocument,
): string | undefined => {
  if (records !== undefined || paging.type !== 'relay') return records;
  const usual = [`${paging.connection}.edges.node`, `${paging.connection}.nodes`];
  return usual.find((path) => document.missing(readPath(path)) === undefined);
};

const pathProblems = (query: QueryKeys, document: QueryDocument): QueryProblem[] => {
  const problems: QueryProblem[] = [];
  const wants = (path: readonly string[], text: string, why: string): void => {
    const missing = document.missing(readPath(text));
    if (missing !== undefined)
      problems.push({ path, message: `${why} ${missing}, which the document does not ask for` });
  };
  const { paging, total } = query;
  if (paging.type === 'relay') {
    for (const piece of ['pageInfo.hasNextPage', 'pageInfo.endCursor']) {
      wants(['paging', 'connection'], `${paging.connection}.${piece}`, 'needs');
    }
  }
  const records = recordsPath(query, document);
  if (records === undefined) {
    const usual =
      paging.type === 'relay' ? '; the connection has neither edges { node } nor nodes in the document' : '';
    problems.push({ path: ['records'], message: `must say where the records are in the answer${usual}` });
  } else wants(['records'], records, 'leads to');
  if (total !== undefined) wants(['total'], total, 'leads to');
  return problems;
};

const pagingProblems = ({ paging, pageSize }: QueryKeys): QueryProblem[] => {
  if (paging.type === 'offset' && paging.overlap >= pageSize) {
    return [{ path: ['paging', 'overlap'], message: 'must be smaller than pageSize' }];
  }
  if (paging.type === 'page' && pageSize < smallestNumberedPage) {
    const message = `must be at least ${String(smallestNumberedPage)} with numbered pages: smaller ones cannot overlap`;
    return [{ path: ['pageSize'], message }];
  }
  return [];
};

/** What only the parts of a query together show: the document, its variables, and the paths into its answer. */
export const queryProblems = (query: QueryKeys): readonly QueryProblem[] => {
  const document = readDocument(query.document, query.operationName);
  if (typeof document === 'string') {
    const key = document.startsWith('holds') && query.operationName !== undefined ? 'operationName' : 'document';
    return [{ path: [key], message: key === 'document' ? document : `names a query, but the document ${document}` }];
  }
  return [...variableProblems(query, document), ...pathProblems(query, document), ...pagingProblems(query)];
};
