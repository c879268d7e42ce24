import { EtlError } from '../../core/errors.ts';
import type { EntityKind, Verdict } from '../../schemas/generated/types.ts';
import { currentMembers, isHead } from './groups/household.ts';
import type { GroupView, View } from './view.ts';

const component = 'processors/identity';

const heads = (view: GroupView): Set<string> =>
  new Set(
    currentMembers(view)
      .filter(isHead)
      .map(({ recordKey }) => recordKey),
  );

/**
 * What makes a record one that a data steward has to look at before it can be resolved.
 *
 * @returns an error of fault `record`: `GROUP_TWO_HEADS` for a group with two current heads, of which the registry takes
 *   one; `RECORD_KIND_CHANGED` for a person's record under the key of a group or the other way round; else undefined
 */
export const faultOf = (view: View, known: { readonly kind: EntityKind } | undefined): EtlError | undefined => {
  const { recordKey } = view;
  if (known !== undefined && known.kind !== view.kind) {
    const message = `Record ${recordKey} was a record of kind ${known.kind} and comes as ${view.kind} now; give it a key of its own.`;
    return new EtlError('RECORD_KIND_CHANGED', 'record', message, { component, recordKey, field: 'recordKey' });
  }
  if (view.kind !== 'group') return undefined;
  const count = heads(view).size;
  if (count < 2) return undefined;
  const message =
    `Group ${recordKey} has ${String(count)} members of kind Head in its field members, where a group can have one; ` +
    'correct it in the social registry. Its last accepted state stays, and its persons go on as records of their own.';
  const details = { heads: count };
  return new EtlError('GROUP_TWO_HEADS', 'record', message, { component, recordKey, field: 'members', details });
};

/** What makes a verdict no verdict: its pair is not a pair in order. */
export const misplacedVerdict = ({ lowerRecordKey, higherRecordKey }: Verdict): EtlError | undefined => {
  if (lowerRecordKey < higherRecordKey) return undefined;
  const message = `A verdict names ${lowerRecordKey} and ${higherRecordKey}, which are not two record keys in ascending order.`;
  const details = { higherRecordKey };
  return new EtlError('VERDICT_MISPLACED', 'record', message, { component, recordKey: lowerRecordKey, details });
};

/** The error for a record of `source.records` that the resolver has no use for. */
export const unknownRecord = (type: string | undefined, key: string): EtlError => {
  const message = `A record of type ${type ?? 'unknown'} came under the key ${key}; this version knows persons, groups, import runs, verdicts and model activations only.`;
  return new EtlError('RECORD_TYPE_UNKNOWN', 'record', message, { component, details: { type: type ?? 'unknown' } });
};
