import { EtlError } from '../../core/errors.ts';
import { postgresError, troubleOf } from '../postgres/index.ts';

/** `FaultContext.component` of everything in this folder. */
export const COMPONENT = 'runtime/rebuild';

type Details = NonNullable<EtlError['context']['details']>;

/** An error that the operator has to act on. */
export const refusal = (code: string, message: string, details: Details = {}): EtlError =>
  new EtlError(code, 'config', message, { component: COMPONENT, details });

const DISK_FULL = '53100';
const DEPENDENTS = '2BP01';

const fieldsOf = (thrown: unknown): { readonly code?: unknown; readonly detail?: unknown } =>
  typeof thrown === 'object' && thrown !== null ? thrown : {};

/** True for an error after which the shadow has to make room, for the registry lives on the same disk. */
export const isDiskFull = (error: unknown): boolean => error instanceof EtlError && error.code === 'REBUILD_DISK_FULL';

const explained = (code: unknown, detail: unknown): readonly [code: string, text: string] | undefined => {
  if (code === DISK_FULL)
    return [
      'REBUILD_DISK_FULL',
      "PostgreSQL has no room left; a rebuild needs as much as the registry's tables and indexes take. What was built is removed; the registry is as it was",
    ];
  if (code !== DEPENDENTS) return undefined;
  // Names of tables and views, never a row.
  const what = typeof detail === 'string' ? (detail.split('\n')[0] ?? '') : 'something';
  return [
    'EXCHANGE_REFUSED',
    `${what}: it cannot be carried over to the new tables; drop it, and make it again afterwards`,
  ];
};

const ruleOf = (details: Details): string => {
  const table = details['table'] ?? 'a table of the registry';
  const rule = details['constraint'] ?? details['column'] ?? 'unknown';
  return `${String(table)} has a rule (${String(rule)}) that the rows of the topics do not keep; was the table altered by hand?`;
};

/**
 * Any error of PostgreSQL during a rebuild, with what it means for one; an EtlError comes back as it is, unless it is
 * about such an error.
 *
 * @param doing what was being done, for the operator
 */
export const rebuildError = (thrown: unknown, doing: string): EtlError => {
  const raw = thrown instanceof EtlError && thrown.code.startsWith('POSTGRES_') ? thrown.cause : thrown;
  if (raw instanceof EtlError || raw === undefined) return thrown as EtlError;
  const known = postgresError(thrown, doing);
  const details = known.context.details ?? {};
  const { code, detail } = fieldsOf(raw);
  const context = { component: COMPONENT, details };
  const [ours, text] =
    explained(code, detail) ?? (troubleOf(raw) === 'data' ? ['REBUILD_ROW_REFUSED', ruleOf(details)] : []);
  if (ours === undefined || text === undefined) return known;
  return new EtlError(ours, 'config', `${doing}: ${text}`, context, raw);
};
