import {
  group,
  idOf,
  identifier,
  member,
  noon,
  phone,
  provenance,
  registrant,
} from '../../unit/sinks/postgres/events.ts';
import type { State } from './fixture.ts';

const day = 86_400_000;

/** People and a household with all kinds of rows, some in several states: what is gone from a list has ended. */
export const history: readonly State[] = [
  ...[1, 2, 3, 4, 5].map((n) => registrant(n, { programs: ['Cash'] })),
  registrant(1, { version: 2, identifiers: [], phones: [phone('+9647500000999')], observedAt: noon + day }),
  registrant(2, { version: 2, status: 'merged', mergedInto: idOf(1), observedAt: noon + day }),
  registrant(3, { version: 2, status: 'withdrawn', observedAt: noon + day }),
  registrant(4, {
    version: 2,
    fullName: 'tab\tand "quote" and \\N',
    attributes: { list: '[{"a\\\\u0000b":1}]', text: 'a, {b}' },
    identifiers: [identifier('NID4'), identifier('NID4', { issuer: 'North' }), identifier('NID4', { issuer: '' })],
    sources: [provenance('key-4'), provenance('key-4', { import: 'households' })],
    observedAt: noon + day,
  }),
  group(10, {
    members: [
      member(1, { kinds: ['Head'], relation: 'Self' }),
      member(3, { relation: 'Daughter' }),
      member(4, { kinds: ['Caregiver'] }),
    ],
    programs: ['Food'],
  }),
  group(10, {
    version: 2,
    members: [member(1, { kinds: ['Caregiver'] }), member(4, { kinds: ['Head'], relation: 'Self' })],
    programs: ['Food'],
    observedAt: noon + day,
  }),
];
