import { EtlError } from '../../core/errors.ts';
import { quote, refusesDocument } from '../http/graphqlMessage.ts';

const component = 'connectors/openg2p';

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
  refusesDocument(message)
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
