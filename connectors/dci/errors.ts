import { EtlError } from '../../core/errors.ts';
import { quote } from '../http/quote.ts';

const component = 'connectors/dci';

/** An answer that lacks a piece of the DCI envelope; `missing` is the path of the piece. */
export const incompleteEnvelope = (missing: string): EtlError =>
  new EtlError(
    'ENVELOPE_INCOMPLETE',
    'transient',
    `the answer lacks ${missing}: check that the path is that of the registry's search`,
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
