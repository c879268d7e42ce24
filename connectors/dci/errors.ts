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

/** A code of the standard (`rjct.filter.invalid`) fit for our messages; anything else is not repeated. */
export const plainCode = (code: unknown): string =>
  typeof code === 'string' && /^[\w.-]{1,100}$/.test(code) ? code : 'no code';

/**
 * The registry rejected the search item (`rjct`), inside an answer of status 200.
 *
 * @param message the registry's own; undefined where it may speak of people, as it does where a person is searched for
 */
export const searchRejected = (code: string, message: unknown, config: boolean): EtlError =>
  new EtlError(
    'SEARCH_REJECTED',
    config ? 'config' : 'transient',
    `the registry rejected the search (${plainCode(code)}): ` +
      (message === undefined ? 'its log says more' : quote(message)),
    { component, details: { reason: plainCode(code) } },
  );
