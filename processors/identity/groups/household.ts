import type { SourceMember } from '../../../schemas/generated/types.ts';
import { addressForms, comparableText, dayOf } from '../../normalise/index.ts';
import type { AddressForms } from '../../normalise/index.ts';
import type { GroupView } from '../view.ts';
import { comparePreference } from '../view.ts';

/** What of a group's record is compared with other groups': a pure function of its views. */
export interface Household {
  /** Sources that list the group. */
  readonly sources: ReadonlySet<string>;
  /** Record keys of its current members, each once. */
  readonly members: readonly string[];
  /** Those of the members who head it. */
  readonly heads: readonly string[];
  /** Of each view that has one; read when it is first asked for. */
  readonly addresses: readonly AddressForms[];
  readonly phones: ReadonlySet<string>;
}

/** The members of a view who had not left when it was seen. */
export const currentMembers = ({ fields, observedAt }: GroupView): SourceMember[] => {
  const day = dayOf(observedAt);
  return fields.members.filter(({ endDate }) => endDate === null || endDate > day);
};

/** Whether a member heads the group. */
export const isHead = ({ kinds }: SourceMember): boolean => kinds.some((kind) => comparableText(kind) === 'head');

const saysWhere = ({ house, street, locality }: AddressForms): boolean =>
  house !== null || street.length > 0 || locality.length > 0;

/**
 * Reads what of a group is compared. Its members are those of the view whose members the golden record shows. Withdrawn
 * views count: a record that is gone keeps its links.
 */
export const householdOf = (views: readonly GroupView[]): Household => {
  const ordered = [...views].sort(comparePreference);
  const shown = ordered.find(({ fields }) => fields.members.length > 0);
  const members = shown === undefined ? [] : currentMembers(shown);
  // Most groups are never compared with another, and addresses take longest to read. The views need not stay for it.
  const stated = ordered.map(({ fields: { address, area } }) => ({ address, area }));
  let addresses: readonly AddressForms[] | undefined;
  return {
    sources: new Set(ordered.map(({ source }) => source)),
    members: [...new Set(members.map(({ recordKey }) => recordKey))],
    heads: members.filter(isHead).map(({ recordKey }) => recordKey),
    get addresses() {
      return (addresses ??= stated.map(({ address, area }) => addressForms(address, area)).filter(saysWhere));
    },
    phones: new Set(ordered.flatMap(({ fields }) => fields.phones.flatMap(({ e164 }) => e164 ?? []))),
  };
};
