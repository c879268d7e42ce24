import { EtlError } from '../../core/errors.ts';

const component = 'connectors/openg2p';

/** Most characters of a server's own message that are repeated. */
const quoted = 200;

/**
 * A server's message fit for ours: a text, on one line, cut. GraphQL messages speak of the query, not of people, but
 * for one kind: what a scalar `cannot represent` is quoted there, and left out here.
 */
export const quote = (message: unknown): string =>
  typeof message === 'string'
    ? message
        .replace(/\s+/g, ' ')
        .replace(/(cannot represent\b[^:]*):.*$/i, '$1')
        .slice(0, quoted)
    : 'no reason given';

/** How graphql-js and graphql-core begin when they refuse a document; no retry helps against these. */
const validation =
  /^(Cannot query field|Unknown (argument|type|fragment|directive)|Syntax Error|There can be only one|Field |Argument |Expected )/;

/** An answer that lacks a piece of the DCI envelope; `missing` is the path of the piece. */
export const incompleteEnvelope = (missing: string): EtlError =>
  new EtlError(
    'ENVELOPE_INCOMPLETE',
    'transient',
    `the answer lacks ${missing}: check that searchPath is that of the synchronous search of OpenG2P`,
    { component, details: { missing } },
  );

/** An answer to another request than ours. */
export const wrongCorrelation = (piece: string): EtlError =>
  new EtlError(
    'ANSWER_TO_ANOTHER_REQUEST',
    'transient',
    `${piece} of the answer is not the one that was asked with: look for a cache in between; a registry that does ` +
      'not return it needs checkCorrelation: false',
    { component, field: 'checkCorrelation', details: { piece } },
  );

/** The registry rejected the search item (`rjct`), inside an answer of status 200. */
export const searchRejected = (code: string, message: unknown, config: boolean): EtlError =>
  new EtlError(
    'SEARCH_REJECTED',
    config ? 'config' : 'transient',
    `the registry rejected the search (${quote(code)}): ${quote(message)}`,
    { component, details: { reason: quote(code) } },
  );

/**
 * The registry reported errors inside an answer of status 200: `config` when they refuse the document, else
 * `transient`, and then the message is not repeated, for it may speak of the data.
 */
export const errorsInside = (message: unknown): EtlError =>
  typeof message === 'string' && validation.test(message)
    ? new EtlError(
        'ERROR_INSIDE_ANSWER',
        'config',
        `the registry answered 200 with an error: ${quote(message)}; correct query.document or query.filters`,
        { component, field: 'query.document' },
      )
    : new EtlError(
        'ERROR_INSIDE_ANSWER',
        'transient',
        'the registry answered 200 with an error inside: it is tried again; if it lasts, look into its log',
        { component },
      );

/** OpenG2P refused the GraphQL document: it says so with status 404 and a detail. */
export const documentRefused = (status: number, detail: unknown): EtlError =>
  new EtlError(
    'DOCUMENT_REFUSED',
    'config',
    `the registry refuses the query (${String(status)}): ${quote(detail)}; correct query.document or query.filters`,
    { component, field: 'query.document', details: { status } },
  );

/** The registry answers fewer registrants a page than the scan has to read twice. */
export const pageTooSmall = (length: number): EtlError =>
  new EtlError(
    'PAGE_TOO_SMALL',
    'config',
    `the registry answers only ${String(length)} registrants a page however many are asked for: raise its limit`,
    { component, field: 'query.pageSize', details: { length } },
  );

/** Pages shifted oftener than a scan may begin anew. */
export const registryRestless = (restarts: number): EtlError =>
  new EtlError(
    'REGISTRY_RESTLESS',
    'transient',
    `registrants changed so fast that the scan lost its place ${String(restarts)} times; it begins anew with the next ` +
      'poll: scan at a quieter hour or raise pageSize',
    { component, field: 'query.pageSize', details: { restarts } },
  );

/** The import reads members that its document does not ask for. */
export const membersNotAsked = (): EtlError =>
  new EtlError(
    'DOCUMENT_INVALID',
    'config',
    'query.document must ask for groupMembershipIds, or connection.mapping.group.members must be null: a group ' +
      'without its members would look as if all of them had left',
    { component, field: 'query.document' },
  );

/** The configuration of a connection or query does not fit its schema; the loader has named file and line already. */
export const configInvalid = (problem: string): EtlError =>
  new EtlError('CONNECTOR_CONFIG_INVALID', 'config', problem, { component });
