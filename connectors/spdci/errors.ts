import { EtlError } from '../../core/errors.ts';
import { plainCode } from '../dci/errors.ts';

const component = 'connectors/spdci';

/** A piece of the envelope says something that no answer to our request can say. */
export const envelopeRefused = (piece: string, problem: string): EtlError =>
  new EtlError('ENVELOPE_REFUSED', 'config', `${piece} of the answer ${problem}`, { component, details: { piece } });

/** The registry has taken the search and has no answer yet, in a form of search that has to give one. */
export const searchPending = (status: string): EtlError =>
  new EtlError(
    'SEARCH_PENDING',
    'transient',
    `the registry answers that the search is not done yet (${plainCode(status)}): it is asked again; one that never has ` +
      'the answer at once needs connection.asynchronous',
    { component, details: { status: plainCode(status) } },
  );

/** An asynchronous search has no result when its time is up. */
export const stillPending = (waitMs: number): EtlError =>
  new EtlError(
    'SEARCH_STILL_PENDING',
    'transient',
    `the registry took the search and has no result after ${String(waitMs)} ms: it is searched anew; lower ` +
      'query.pageSize or raise asynchronous.waitMs',
    { component, field: 'asynchronous.waitMs', details: { waitMs } },
  );

/**
 * The registry refused the message as a whole (`ack_status` ERR or NACK), or answered an HTTP error in that form. Its
 * words are not repeated: where a person is searched for, they may speak of her.
 */
export const messageRefused = (status: string, code: string): EtlError => {
  const passing = /too_many_requests|timeout|unavailable/.test(code) || (status === 'NACK' && code === '');
  return new EtlError(
    'MESSAGE_REFUSED',
    passing ? 'transient' : 'config',
    `the registry refuses the message (${status}, ${plainCode(code)}): check senderId, receiverId and signature.sign; ` +
      'its log says more',
    { component, details: { status, reason: plainCode(code) } },
  );
};

/** A page holds more records than were asked for: then its number means nothing. */
export const pageTooLarge = (asked: number, found: number): EtlError =>
  new EtlError(
    'PAGE_TOO_LARGE',
    'config',
    `the registry answers ${String(found)} records where ${String(asked)} were asked for: it does not page as asked; ` +
      'raise query.pageSize above all that it has, or lower it to what it gives',
    { component, field: 'query.pageSize', details: { asked, found } },
  );

/** One record stands twice in a page: the order of the pages cannot be trusted. */
export const duplicateRecords = (first: number, second: number): EtlError =>
  new EtlError(
    'DUPLICATE_RECORDS',
    'transient',
    `records ${String(first)} and ${String(second)} of the page are one and the same: the registry joins its tables ` +
      'wrongly or sorts by what is not unique; set query.sort',
    { component, field: 'query.sort', details: { first, second } },
  );

/** The answer holds groups where individuals were asked for, or the other way round. */
export const otherKind = (index: number, wanted: 'individual' | 'group'): EtlError =>
  new EtlError(
    'ANSWER_OF_ANOTHER_KIND',
    'config',
    `record ${String(index)} of the page is ${wanted === 'group' ? 'a person' : 'a group'}, but the import reads ` +
      `${wanted}s: narrow query.query, or correct target`,
    { component, field: 'query.query', details: { index } },
  );

/** Cursors that lead round and round, or on without end and without a record. */
export const endlessCursor = (pages: number, problem: string): EtlError =>
  new EtlError(
    'ENDLESS_CURSOR',
    'transient',
    `after ${String(pages)} pages ${problem}: the registry would be read without end; set query.paging: page-number, ` +
      'or have the registry corrected',
    { component, field: 'query.paging', details: { pages } },
  );

/** Page after page brings nothing new, and yet there is no end. */
export const pagesWithoutEnd = (pages: number): EtlError =>
  new EtlError(
    'PAGES_WITHOUT_END',
    'config',
    `${String(pages)} requests in a row brought nothing new and no empty page: the registry does not page as it says; ` +
      'lower query.pageSize to what it gives at once',
    { component, field: 'query.pageSize', details: { pages } },
  );

/** Behind the end of the pages, as far as their records can be counted, there are more records. */
export const pagesWithGaps = (): EtlError =>
  new EtlError(
    'PAGES_WITH_GAPS',
    'config',
    'the registry leaves so many records out of its pages that others would be passed over by page number: set ' +
      'query.paging: cursor, or narrow query.query to those that it shows',
    { component, field: 'query.paging' },
  );

/** The configuration of a connection or query does not fit its schema; the loader has named file and line already. */
export const configInvalid = (problem: string): EtlError =>
  new EtlError('CONNECTOR_CONFIG_INVALID', 'config', problem, { component });
