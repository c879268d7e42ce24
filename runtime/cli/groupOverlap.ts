import type { ShownOverlap } from '../../processors/index.ts';

const heads: Readonly<Record<string, string>> = {
  same: 'the same head',
  listed: 'two heads, each a member of both',
  different: 'the head of one is not in the other',
  unknown: 'no head to compare',
};

const addresses: Readonly<Record<string, string>> = {
  same: 'the same house',
  area: 'nothing in the addresses differs, and no number tells the house',
  different: 'another address',
  unknown: 'no address to compare',
};

const phones: Readonly<Record<string, string>> = {
  same: 'a phone number in common',
  different: 'no phone number in common',
  unknown: 'no phone numbers to compare',
};

const rules: Readonly<Record<string, string>> = {
  'all-members': 'both have the same members',
  majority: 'more than half of the larger are in both',
  half: 'half of the larger are in both, and the head, the house or a phone is the same',
  address: 'a third of the larger are in both, in the same house and with the same head',
  'single-person': 'each lists this one person, in the same house or village',
};

const said = (words: Readonly<Record<string, string>>, level: string): string => words[level] ?? level;

/** What two groups have in common as a person reads it, a line each. */
export const overlapLines = ({
  common,
  ofFewer,
  ofMore,
  head,
  address,
  phone,
  rule,
}: Omit<ShownOverlap, 'rule' | 'head' | 'address' | 'phone'> &
  Record<'head' | 'address' | 'phone', string> & {
    readonly rule: string | null;
  }): readonly string[] => [
  `${String(common)} in both, of ${String(ofFewer)} and of ${String(ofMore)} members; ${said(heads, head)}`,
  `${said(addresses, address)}; ${said(phones, phone)}`,
  rule === null ? 'by itself it does not link' : `rule ${rule}: ${said(rules, rule)}`,
];
