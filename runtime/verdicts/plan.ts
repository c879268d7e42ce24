import { EtlError } from '../../core/errors.ts';
import type { JudgedPair, KnownRecord } from '../../processors/index.ts';
import type { LoggedVerdict } from './verdictLog.ts';

/** What somebody wants to be judged of two records. */
export interface JudgementRequest {
  readonly recordKey: string;
  readonly otherRecordKey: string;
  readonly judgement: 'same' | 'different';
  /** Whether an opposite verdict that stands may be replaced. */
  readonly replace: boolean;
  /** Whether it is meant although the question is settled, or was never asked. */
  readonly anyway: boolean;
}

/**
 * What a verdict does.
 *
 * - `unite`: two registrants or groups become one.
 * - `pin`: two records that are one registrant stay one, whatever a later model says.
 * - `part`: the records of one registrant become two.
 * - `keep-apart`: two stay two, and are not asked about again.
 * - `stands`: the same verdict stands already; nothing is published.
 */
export type VerdictEffect = 'unite' | 'pin' | 'part' | 'keep-apart' | 'stands';

/** A judgement that may be published, and what it does. */
export interface VerdictPlan {
  readonly effect: VerdictEffect;
  readonly kind: KnownRecord['kind'];
  /** The registrant or group of each of the two records, before. */
  readonly entityId: string;
  readonly otherEntityId: string;
  /** With `unite` the one of the two that goes on. */
  readonly survivorId: string;
  /** The verdict that stood before; undefined when there was none. */
  readonly replaces: LoggedVerdict | undefined;
}

const refusal = (code: string, message: string, recordKey?: string): EtlError =>
  new EtlError(code, 'config', message, {
    component: 'runtime/verdicts',
    ...(recordKey === undefined ? {} : { recordKey }),
  });

/** The error about a record key that the resolver does not know. */
export const unknownRecordKey = (recordKey: string): EtlError => {
  const isEntity = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(recordKey);
  const hint = isEntity
    ? 'it looks like the id of a registrant: registry-stream explain names its records'
    : 'registry-stream review list shows the records that wait';
  return refusal('RECORD_UNKNOWN', `the resolver knows no record ${recordKey}; ${hint}`, recordKey);
};

/** A verdict in words: `different by maria at 2026-03-01T08:00:00.000Z ("two sisters")`. */
export const verdictWords = ({ judgement, decidedBy, decidedAt, note }: LoggedVerdict): string =>
  `${judgement} by ${decidedBy} at ${new Date(decidedAt).toISOString()}${note === null ? '' : ` ("${note}")`}`;

const settled = (judgement: JudgementRequest['judgement'], entityId: string): EtlError => {
  const text =
    judgement === 'same'
      ? `both records belong to ${entityId} already, so there is nothing to decide; --anyway keeps them together whatever later evidence says`
      : `both records belong to ${entityId} meanwhile, and the verdict would part it; look with registry-stream explain ${entityId}, and if that is meant, say --anyway`;
  return refusal('VERDICT_SETTLED', text);
};

const checkWill = (request: JudgementRequest, pair: JudgedPair, standing: LoggedVerdict | undefined): void => {
  const { judgement, replace, anyway } = request;
  if (standing !== undefined) {
    if (replace) return;
    const text = `the two were judged ${verdictWords(standing)}; talk to each other, and --replace puts yours in its place`;
    throw refusal('VERDICT_STANDS', text);
  }
  if (anyway) return;
  // A held split asks about two records of one registrant.
  if (pair.one?.anchorKey === pair.other?.anchorKey && !pair.asked) throw settled(judgement, pair.one?.entityId ?? '');
  if (judgement === 'same' && !pair.asked) {
    const text =
      'no open review asks whether these two are one; make sure that both keys are right (registry-stream review show ' +
      `${request.recordKey} ${request.otherRecordKey}), and if they are, say --anyway`;
    throw refusal('VERDICT_NOT_ASKED', text);
  }
};

const effectOf = ({ judgement }: JudgementRequest, together: boolean): VerdictEffect => {
  if (judgement === 'same') return together ? 'pin' : 'unite';
  return together ? 'part' : 'keep-apart';
};

/**
 * Whether a judgement may be published, and what it will do. A person's verdict outlives models, so what is easily a
 * mistake has to be said twice: against a verdict that stands, about two that are one registrant by now, and "same" of
 * two that nobody asked about.
 *
 * @param pair as the resolver knows it
 * @param standing the newest verdict on the pair in the log
 * @throws EtlError `config`: `VERDICT_ON_ITSELF`, `RECORD_UNKNOWN`, `VERDICT_KINDS`, `VERDICT_STANDS` (say `--replace`),
 *   `VERDICT_SETTLED` and `VERDICT_NOT_ASKED` (say `--anyway`)
 */
export const planVerdict = (
  request: JudgementRequest,
  pair: JudgedPair,
  standing: LoggedVerdict | undefined,
): VerdictPlan => {
  const { recordKey, otherRecordKey, judgement } = request;
  if (recordKey === otherRecordKey)
    throw refusal('VERDICT_ON_ITSELF', 'a verdict is on two records; the same key was given twice', recordKey);
  const { one, other } = pair;
  if (one === undefined) throw unknownRecordKey(recordKey);
  if (other === undefined) throw unknownRecordKey(otherRecordKey);
  if (one.kind !== other.kind) {
    const text = `${recordKey} is a record of kind ${one.kind} and ${otherRecordKey} one of kind ${other.kind}: they can never be one`;
    throw refusal('VERDICT_KINDS', text);
  }
  const repeated = standing?.judgement === judgement;
  if (!repeated) checkWill(request, pair, standing);
  return {
    effect: repeated ? 'stands' : effectOf(request, one.anchorKey === other.anchorKey),
    kind: one.kind,
    entityId: one.entityId,
    otherEntityId: other.entityId,
    survivorId: pair.elderId ?? one.entityId,
    replaces: standing,
  };
};

/**
 * The verdict that is taken back.
 *
 * @throws EtlError `config` `VERDICT_UNKNOWN` when none stands
 */
export const planUndo = (
  recordKey: string,
  otherRecordKey: string,
  standing: LoggedVerdict | undefined,
): LoggedVerdict => {
  if (standing !== undefined) return standing;
  const text =
    `there is no verdict on ${recordKey} and ${otherRecordKey} to take back: none was given, or it was taken back; ` +
    `registry-stream review show ${recordKey} ${otherRecordKey} shows the two`;
  throw refusal('VERDICT_UNKNOWN', text);
};
