import { EtlError } from '../../core/errors.ts';
import { refusesDocument } from '../http/graphqlMessage.ts';
import { quote } from '../http/quote.ts';

const component = 'connectors/openg2p';

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
