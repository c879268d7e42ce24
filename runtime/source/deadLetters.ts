import { EtlError } from '../../core/errors.ts';
import type { DeadLetter, RecordTarget } from '../../schemas/generated/types.ts';
import type { KeyedHash } from './keyedHash.ts';
import type { Publication } from './records.ts';

/** A dead letter with its key in the topic. */
export interface Letter {
  readonly key: string;
  readonly value: DeadLetter;
}

/** What goes into a dead letter besides the run's own data. */
export interface Refused {
  readonly recordKey: string | undefined;
  readonly target: RecordTarget;
  readonly error: EtlError;
  readonly raw: string;
  /** Version of the newest published state of the record; 0 when there is none. */
  readonly version: number;
}

/** Original bytes that are kept. */
const KEPT = 512 * 1024;

/**
 * Bytes above which a record is not published: a broker takes a batch of 1 MiB unless told otherwise, and the record
 * must fit with its headers.
 */
export const LARGEST_RECORD = 900_000;

/** The error of a record that no broker would take. */
export const recordTooLarge = (recordKey: string, bytes: number): EtlError =>
  new EtlError(
    'RECORD_TOO_LARGE',
    'record',
    `the record takes ${String(bytes)} bytes, more than ${String(LARGEST_RECORD)}; shorten it in the registry, or map fewer fields and set keepRaw: false`,
    { component: 'runtime/source', recordKey, details: { bytes } },
  );

/**
 * The dead letter for an entry that the source cannot publish. Its key is the same at every scan, so that a letter that
 * every scan repeats stays one; each import has its own, for each has its own record. Without a record key the keyed hash
 * of the entry takes its place.
 */
export const deadLetter = (hash: KeyedHash, publication: Publication, refused: Refused): Letter => {
  const { error, recordKey, raw, target, version } = refused;
  const { component, field } = error.context;
  const bytes = Buffer.from(raw);
  return {
    key: `${recordKey ?? hash('entry', publication.source, raw)}/${publication.import.name}/${component}/${error.code}`,
    value: {
      component,
      code: error.code,
      message: error.message,
      field: field ?? null,
      recordKey: recordKey ?? null,
      source: publication.source,
      import: publication.import.name,
      importRun: publication.run,
      target,
      position: null,
      originalKey: null,
      originalValue: bytes.subarray(0, KEPT),
      truncated: bytes.length > KEPT,
      originalHeaders: {},
      version,
      attempt: 1,
      time: publication.observedAt,
    },
  };
};
