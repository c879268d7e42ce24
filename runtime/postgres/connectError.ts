import { EtlError } from '../../core/errors.ts';
import { COMPONENT, postgresDetails, postgresError, sqlState } from './errors.ts';

type Advice = readonly [code: string, text: string];

const answers: Readonly<Record<string, Advice>> = {
  '28P01': ['POSTGRES_LOGIN_REFUSED', 'PostgreSQL refuses the login; check user and password in postgres.url'],
  '28000': ['POSTGRES_LOGIN_REFUSED', 'PostgreSQL refuses the login; check user, password and TLS in postgres'],
  '3D000': [
    'POSTGRES_NO_DATABASE',
    'the database in postgres.url does not exist; create it, or correct the name after the last slash',
  ],
  '42501': [
    'POSTGRES_RIGHTS_MISSING',
    'the user in postgres.url may not create schemas or tables; grant it CREATE on the database, or run migrate as its owner',
  ],
  '53300': ['POSTGRES_FULL', 'PostgreSQL takes no further connections; raise max_connections or stop other clients'],
};

const networkCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET']);

const unreachable: Advice = [
  'POSTGRES_UNREACHABLE',
  'PostgreSQL does not answer; check host and port in postgres.url, that the server runs, and that it takes connections from here',
];

const tls: Advice = [
  'POSTGRES_TLS_FAILED',
  'the TLS connection to PostgreSQL failed; check postgres.ssl (ca, rejectUnauthorized) and that the server offers TLS',
];

const adviceFor = (thrown: unknown): Advice | undefined => {
  const state = sqlState(thrown);
  if (state !== undefined) return answers[state];
  const code = (thrown as { readonly code?: unknown } | null)?.code;
  const message = thrown instanceof Error ? thrown.message : '';
  if (/SSL|certificate|self.signed/i.test(`${String(code)} ${message}`)) return tls;
  if (typeof code === 'string' && networkCodes.has(code)) return unreachable;
  return /timeout|terminated/i.test(message) ? unreachable : undefined;
};

/**
 * What an operator reads when a command cannot work with the database at all: a `config` error of one line that says
 * what to do, or what {@link postgresError} makes of anything else.
 */
export const connectError = (thrown: unknown, doing: string): EtlError => {
  const advice = thrown instanceof EtlError ? undefined : adviceFor(thrown);
  if (advice === undefined) return postgresError(thrown, doing);
  const [code, text] = advice;
  return new EtlError(
    code,
    'config',
    text,
    { component: COMPONENT, field: 'postgres', details: postgresDetails(thrown) },
    thrown,
  );
};
