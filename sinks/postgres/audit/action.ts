import type { AuditAction } from '../../../schemas/generated/AuditEvent.ts';
import type { Stored } from '../state/apply.ts';

/**
 * What a change is called: by its status where that changes, else `updated`. A merge that is taken back is a `split`.
 *
 * @param before undefined for a registrant that is new
 */
export const actionOf = (before: Stored | undefined, after: Stored): Exclude<AuditAction, 'enrolled' | 'erased'> => {
  if (before === undefined) return 'created';
  const from = before.row['status'];
  const to = after.row['status'];
  if (to === 'merged' && (from !== 'merged' || before.row['merged_into'] !== after.row['merged_into'])) return 'merged';
  if (from === to) return 'updated';
  if (from === 'merged') return 'split';
  return to === 'withdrawn' ? 'withdrawn' : 'restored';
};
