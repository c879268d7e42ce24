import { EtlError } from '../../core/errors.ts';

/** `FaultContext.component` of everything in this folder. */
export const component = 'connectors/table';

/** A row and where it stands: `line 17`. */
type Place = `${'line' | 'row'} ${string}`;

const refused = (code: string, place: Place, problem: string, field: string): EtlError =>
  new EtlError(code, 'record', `${place}: ${problem}`, { component, field, details: { place } });

/** The row's error with the place at which it stands. */
export const atPlace = (error: EtlError, place: Place): EtlError =>
  new EtlError(error.code, error.fault, `${place}: ${error.message}`, {
    ...error.context,
    details: { ...error.context.details, place },
  });

/** Cells that are not under their headings would be read as something else. */
export const cellsMisplaced = (place: Place, found: number, columns: number): EtlError =>
  refused(
    'ROW_MISPLACED',
    place,
    `has ${String(found)} cells under ${String(columns)} headings; quote cells that hold the separator`,
    'row',
  );

/** Nobody could find the record again. */
export const ownIdMissing = (place: Place): EtlError =>
  refused('OWN_ID_MISSING', place, 'has no id of its own; give it one, or map recordId to another column', 'recordId');

/** Two rows cannot both be the one that has the id. */
export const ownIdTwice = (place: Place, first: Place): EtlError =>
  refused(
    'OWN_ID_TWICE',
    place,
    `has the id of ${first}, which was taken; give every row an id of its own`,
    'recordId',
  );

/** Nothing says who it is. */
export const tellsNobody = (place: Place): EtlError =>
  refused(
    'ROW_TELLS_NOBODY',
    place,
    'has neither a name nor an identifier, so that nobody could know who it is; fill in one, or leave the row out',
    'fullName',
  );

/** The mapping reads the own id from columns that are not there: every row would be refused. */
export const idColumnMissing = (wanted: readonly string[], columns: readonly string[]): EtlError =>
  new EtlError(
    'ID_COLUMN_MISSING',
    'config',
    `there is no column ${wanted.join(' or ')} from which the own id would be read; there are: ${columns.join(', ')}. ` +
      'Say in a mapping file which one it is: person: { fields: { recordId: … } }',
    { component, field: 'mapping.person.fields.recordId' },
  );
