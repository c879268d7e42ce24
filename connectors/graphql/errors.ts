import { EtlError } from '../../core/errors.ts';
import { TransientHttpError } from '../http/errors.ts';
import { refusesDocument } from '../http/graphqlMessage.ts';
import { quote } from '../http/quote.ts';

const component = 'connectors/graphql';

/** An error of an answer (GraphQL specification, section 7.1.2), as far as it can be trusted to be one. */
interface AnswerError {
  readonly message: unknown;
  /** `extensions.code`, upper case; empty without one. */
  readonly code: string;
  /** Answer keys and indexes where it arose; empty for one of the whole request. */
  readonly path: string;
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const isName = (piece: unknown): piece is string | number =>
  typeof piece === 'number' || (typeof piece === 'string' && /^\w{1,100}$/.test(piece));

/** Upper case, with `_` between words: servers write GRAPHQL_VALIDATION_FAILED, validation-failed, ValidationError. */
const readCode = (code: unknown): string =>
  typeof code === 'string' && /^[\w-]{1,100}$/.test(code) ? code.replaceAll('-', '_').toUpperCase() : '';

const readError = (value: unknown): AnswerError => {
  const { message, extensions, path } = objectOf(value);
  const { code, classification } = objectOf(extensions);
  const pieces: readonly unknown[] = Array.isArray(path) ? path : [];
  return {
    message,
    code: readCode(code ?? classification),
    path: pieces.filter(isName).slice(0, 20).join('.'),
  };
};

const refusingCodes = new Set([
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
  'BAD_USER_INPUT',
  'VALIDATION_FAILED',
  'PARSE_FAILED',
  'VALIDATIONERROR',
  'INVALIDSYNTAX',
]);

/**
 * How servers say that their schema lacks what the document names: graphql-js and graphql-core, graphql-java,
 * graphql-ruby, async-graphql, Hasura, Hot Chocolate. Some put a path beside it, as they do for data.
 */
const unknownName =
  /^(Cannot query field|Unknown (argument|type|fragment|directive|operation|field)|Validation error|Syntax Error|Field '\w+' doesn't exist|field '\w+' not found|The field `\w+` does not exist)/;

/** Messages that speak of the document or of its variables' names, never of what the registry holds. */
const aboutDocument = ({ message, path }: AnswerError): boolean => {
  if (typeof message !== 'string') return false;
  if (unknownName.test(message)) return true;
  return path === '' && (refusesDocument(message) || /^Variable "\$\w+" of (required )?type/.test(message));
};

/** The registry's schema does not fit the query; `problems` are its own words, which speak of the query alone. */
export const documentRefused = (problems: readonly string[]): EtlError =>
  new EtlError(
    'DOCUMENT_REFUSED',
    'config',
    `the registry refuses the query: ${problems.map(quote).join('; ')}; correct query.document or query.variables`,
    { component, field: 'query.document', details: fieldNamed(problems[0]) },
  );

const fieldNamed = (message: unknown): Readonly<Record<string, string>> => {
  const name = typeof message === 'string' ? /(?:field|argument) ["'`](\w+)/i.exec(message)?.[1] : undefined;
  return name === undefined ? {} : { graphqlField: name };
};

const credentialsRefused = (code: string): EtlError =>
  new EtlError(
    code === 'UNAUTHENTICATED' ? 'REGISTRY_REFUSED_CREDENTIALS' : 'REGISTRY_FORBIDS',
    'config',
    code === 'UNAUTHENTICATED'
      ? 'the registry answered that the credentials are not accepted: check the keys under auth'
      : 'the registry answered that the credentials lack a right: ask it for read access to what the query names',
    { component, field: 'auth', details: { code } },
  );

/** True when an answer of status 2xx said that the credentials are not accepted. */
export const isRefusedInside = (thrown: unknown): boolean =>
  thrown instanceof EtlError &&
  thrown.code === 'REGISTRY_REFUSED_CREDENTIALS' &&
  thrown.context.component === component;

/** The code of the error for a cursor that the registry no longer takes. */
export const cursorRefusedCode = 'CURSOR_REFUSED';

const cursorRefused = (): EtlError =>
  new EtlError(
    cursorRefusedCode,
    'transient',
    'the registry no longer takes the cursor that it gave: the scan begins anew',
    { component, field: 'query.paging' },
  );

/**
 * What the errors of an answer mean, whatever else is in it: partial data is refused as a whole. Who has to act is told
 * by their kind: a document that does not fit the schema, or credentials, are the operator's; the rest may pass, and
 * then only code and path are repeated, for the message may speak of people.
 *
 * @param errors the list `errors` of the answer
 */
export const errorsInAnswer = (errors: readonly unknown[]): EtlError => {
  const read = errors.map(readError);
  const credentials = read.find(({ code }) => code === 'UNAUTHENTICATED' || code === 'FORBIDDEN');
  if (credentials !== undefined) return credentialsRefused(credentials.code);
  const cursor = read.find(({ message }) => typeof message === 'string' && /\bcursor\b/i.test(message));
  if (cursor !== undefined && !aboutDocument(cursor)) return cursorRefused();
  const refusing = read.filter((error) => aboutDocument(error) || (error.path === '' && refusingCodes.has(error.code)));
  const [first] = refusing;
  if (first !== undefined) {
    return documentRefused(refusing.slice(0, 5).map((one) => (aboutDocument(one) ? String(one.message) : one.code)));
  }
  const { code, path } = read[0] ?? { code: '', path: '' };
  const where = path === '' ? '' : ` at ${path}`;
  return new EtlError(
    'ERROR_INSIDE_ANSWER',
    'transient',
    `the registry answered with ${String(read.length)} errors inside, the first${where}${code === '' ? '' : ` (${code})`}: ` +
      'nothing of the page is taken; it is tried again, and if it lasts, look into the log of the registry',
    { component, details: { errors: read.length, path, code } },
  );
};

/** An answer of status 2xx that is JSON, but not of the shape of a GraphQL answer. */
export const notGraphQL = (): EtlError =>
  new TransientHttpError(
    'ANSWER_NOT_GRAPHQL',
    'the answer is JSON, but has neither data nor errors: check that connection.endpoint is that of the GraphQL service',
    {},
  );

/** An answer without a piece that the query asked for, and without an error that explains it. */
export const pieceMissing = (path: string): EtlError =>
  new EtlError(
    'ANSWER_INCOMPLETE',
    'transient',
    `the answer lacks ${path}, or has null there: that is no empty page, so nothing is concluded from it`,
    { component, details: { path } },
  );

/** A registry that gives a cursor again that led to an earlier page: following it would never end. */
export const endlessCursor = (pages: number): EtlError =>
  new EtlError(
    'CURSOR_ENDLESS',
    'transient',
    `after ${String(pages)} pages the registry gave a cursor again that it had given before, so the scan would never ` +
      'end: the records must have an order that is unique; if it lasts, tell those who run the registry',
    { component, field: 'query.paging', details: { pages } },
  );

/** A cursor that is too long to be kept with the checkpoint. */
export const cursorTooLong = (length: number): EtlError =>
  new EtlError(
    'CURSOR_TOO_LONG',
    'config',
    `the registry gave a cursor of ${String(length)} characters; at most 4000 are kept: use offset or page paging`,
    { component, field: 'query.paging', details: { length } },
  );

/** The configuration of a connection or query does not fit; the loader has named file and line already. */
export const configInvalid = (problem: string, field?: string): EtlError =>
  new EtlError('CONNECTOR_CONFIG_INVALID', 'config', problem, { component, ...(field === undefined ? {} : { field }) });
