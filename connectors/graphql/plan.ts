import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { EntryMapper, ScanRequest } from '../../core/source.ts';
import type { CreateSource } from '../connector.ts';
import { compileEntryMapper, compileEntryReader } from '../mapping/entry.ts';
import type { EntryReader } from '../mapping/entry.ts';
import { compileExpression } from '../mapping/expression.ts';
import { mergeMappings } from '../mapping/merge.ts';
import type { MappingConfig } from '../mapping/config.ts';
import { readPath } from './answerPath.ts';
import type { AnswerPath } from './answerPath.ts';
import type { GraphQLConnection, GraphQLImport } from './config.ts';
import { readDocument } from './document.ts';
import type { QueryDocument } from './document.ts';
import { configInvalid } from './errors.ts';
import { queryProblems, recordsPath } from './queryProblems.ts';
import { sinceValue } from './since.ts';
import type { Variables } from './transport.ts';

/** Options of a source whose configuration has been checked. */
export interface GraphQLOptions extends Omit<CreateSource, 'connection' | 'query'> {
  readonly connection: GraphQLConnection;
  readonly query: GraphQLImport;
}

/** What an import asks and how its answer is read: all that follows from the configuration alone. */
export interface Plan {
  readonly document: QueryDocument;
  /** Where the records are in the answer. */
  readonly records: AnswerPath;
  readonly total: AnswerPath | undefined;
  readonly readEntry: EntryReader;
  /** Variables apart from those of a page. */
  readonly variables: (request: Pick<ScanRequest, 'mode' | 'watermark'>) => Variables;
  /** Document, fixed variables, place of the records and target as canonical text. */
  readonly scope: string;
  /** Hash of the scope and of how pages are asked for, as a cursor carries it. */
  readonly cursorScope: string;
}

const says = ({ fields, identifiers }: MappingConfig['person'] | MappingConfig['group']): boolean =>
  (fields['recordId'] ?? null) !== null || (identifiers ?? null) !== null;

const checkMapping = (mapping: MappingConfig, target: 'individual' | 'group'): void => {
  const part = target === 'group' ? 'group' : 'person';
  if (!says(mapping[part])) {
    const key = `mapping.${part}`;
    throw configInvalid(
      `${key} must have fields.recordId or identifiers: without them no record can be told from another`,
      key,
    );
  }
};

/** A group whose members the document does not ask for would look as if all of them had left. */
const checkMembers = (mapping: MappingConfig, document: QueryDocument, records: AnswerPath): void => {
  const { members } = mapping.group;
  if (members === undefined || members === null) return;
  for (const field of compileExpression(members.path, 'members').fields) {
    const missing = document.missing([...records, field]);
    if (missing === undefined) continue;
    throw configInvalid(
      `mapping.group.members.path reads ${missing}, which the document does not ask for`,
      'query.document',
    );
  }
};

/** The query as it was checked when the configuration was read. */
const checkedQuery = (query: GraphQLImport): { readonly document: QueryDocument; readonly path: string } => {
  const document = readDocument(query.document, query.operationName);
  const [problem] = queryProblems(query);
  const path = typeof document === 'string' ? undefined : recordsPath(query, document);
  if (typeof document !== 'string' && problem === undefined && path !== undefined) return { document, path };
  const key = ['query', ...(problem?.path ?? ['document'])].join('.');
  throw configInvalid(`${key} ${problem?.message ?? 'cannot be used'}`, key);
};

const variablesOf = ({ since, variables }: GraphQLImport, document: QueryDocument): Plan['variables'] => {
  if (since === undefined) return () => variables;
  const required = document.variables.get(since.variable)?.required === true;
  return (request) => {
    const value = sinceValue(since, required, request);
    return value === undefined ? variables : { ...variables, [since.variable]: value };
  };
};

/**
 * Compiles the configuration of an import.
 *
 * @throws EtlError (config) for a mapping, document or identifier type that cannot work
 */
export const compilePlan = ({ connection, query, target, identifierTypes }: GraphQLOptions): Plan => {
  const { document, path } = checkedQuery(query);
  const mapping = mergeMappings(connection.mapping, query.mapping);
  const records = readPath(path);
  checkMapping(mapping, target);
  if (target === 'group') checkMembers(mapping, document, records);
  const scope = stringify({ target, document: document.text, variables: query.variables, records: path }) ?? '';
  return {
    document,
    records,
    total: query.total === undefined ? undefined : readPath(query.total),
    readEntry: compileEntryReader(mapping, identifierTypes, target),
    variables: variablesOf(query, document),
    scope,
    cursorScope: createHash('sha256')
      .update(stringify({ scope, paging: query.paging }) ?? '')
      .digest('hex')
      .slice(0, 16),
  };
};

/** The mapping of an import alone, for entries that are at hand. Throws as {@link compilePlan} does. */
export const compileMapper = ({ connection, query, target, identifierTypes }: GraphQLOptions): EntryMapper =>
  compileEntryMapper(mergeMappings(connection.mapping, query.mapping), identifierTypes, target);
