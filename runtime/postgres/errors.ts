import { EtlError } from '../../core/errors.ts';
import type { Fault, FaultContext } from '../../core/errors.ts';

/** `FaultContext.component` of everything in this folder. */
export const COMPONENT = 'runtime/postgres';

/**
 * What an error of PostgreSQL means for the statement that met it.
 *
 * - `data`: a row is refused (classes 22 and 23, or a row larger than a limit): the others may pass.
 * - `timeout`: it took too long: a smaller one may pass.
 * - `transient`: the server or the way to it; the same statement may pass later. The answer may have been lost: the
 *   statement may have been committed.
 * - `config`: the operator has to act.
 * - `bug`: the statement itself is wrong.
 */
export type PostgresTrouble = 'data' | 'timeout' | 'transient' | 'config' | 'bug';

interface DatabaseFields {
  readonly code?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
  readonly constraint?: unknown;
}

const fieldsOf = (thrown: unknown): DatabaseFields => (typeof thrown === 'object' && thrown !== null ? thrown : {});

/** The five characters with which PostgreSQL names an error, or undefined when the server did not answer. */
export const sqlState = (thrown: unknown): string | undefined => {
  const { code } = fieldsOf(thrown);
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code) ? code : undefined;
};

// The longest prefix that matches decides; classes and codes are in the appendix "PostgreSQL Error Codes".
const troubles: readonly (readonly [prefix: string, PostgresTrouble])[] = [
  ['57014', 'timeout'],
  ['42501', 'config'],
  ['42P01', 'config'],
  ['42703', 'config'],
  ['3F000', 'config'],
  ['3D000', 'config'],
  ['25006', 'transient'],
  ['25P03', 'transient'],
  ['22', 'data'],
  ['23', 'data'],
  ['54', 'data'],
  ['08', 'transient'],
  ['40', 'transient'],
  ['53', 'transient'],
  ['55', 'transient'],
  ['57', 'transient'],
  ['58', 'transient'],
  ['XX', 'transient'],
  ['28', 'config'],
];

/** Judges what the pool or a client threw; what did not come from the server is a lost connection or a timeout. */
export const troubleOf = (thrown: unknown): PostgresTrouble => {
  const state = sqlState(thrown);
  if (state !== undefined) return troubles.find(([prefix]) => state.startsWith(prefix))?.[1] ?? 'bug';
  if (thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof SyntaxError) return 'bug';
  return thrown instanceof Error && thrown.message === 'Query read timeout' ? 'timeout' : 'transient';
};

const faults: Readonly<Record<PostgresTrouble, Fault>> = {
  data: 'record',
  timeout: 'transient',
  transient: 'transient',
  config: 'config',
  bug: 'bug',
};

const advice: Readonly<Record<PostgresTrouble, string>> = {
  data: 'PostgreSQL refuses a row; see the SQLSTATE and the constraint',
  timeout: 'PostgreSQL took too long; look for locks and for an overloaded server',
  transient: 'PostgreSQL cannot be reached or is not ready; this is tried again',
  config: 'PostgreSQL refuses the statement; check the rights of the user, and run registry-stream migrate',
  bug: 'PostgreSQL does not accept the statement; please report this',
};

/** Facts of a database error that hold no data: never its message or detail, which quote rows. */
export const postgresDetails = (thrown: unknown): NonNullable<FaultContext['details']> => {
  const fields = fieldsOf(thrown);
  const details: Record<string, string> = {};
  const state = sqlState(thrown);
  if (state !== undefined) details['sqlState'] = state;
  else if (typeof fields.code === 'string') details['error'] = fields.code;
  for (const name of ['table', 'column', 'constraint'] as const) {
    const value = fields[name];
    if (typeof value === 'string') details[name] = value;
  }
  return details;
};

/**
 * Any error of the PostgreSQL client as an EtlError; one that already is one comes back as it is.
 *
 * @param doing what was being done, for the operator, for example `claiming a batch`
 */
export const postgresError = (
  thrown: unknown,
  doing: string,
  details: NonNullable<FaultContext['details']> = {},
): EtlError => {
  if (thrown instanceof EtlError) return thrown;
  const trouble = troubleOf(thrown);
  const context = { component: COMPONENT, details: { doing, ...postgresDetails(thrown), ...details } };
  const code = `POSTGRES_${trouble.toUpperCase()}`;
  return new EtlError(code, faults[trouble], `${doing}: ${advice[trouble]}`, context, thrown);
};
