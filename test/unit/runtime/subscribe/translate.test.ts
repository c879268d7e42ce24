import { expect } from 'chai';
import type { IncomingMessage } from '../../../../runtime/kafka/index.ts';
import type { Known } from '../../../../runtime/subscribe/known.ts';
import { membersIn, telling, translate } from '../../../../runtime/subscribe/translate.ts';
import type { ReadMessage, Surroundings } from '../../../../runtime/subscribe/translate.ts';
import type { Group, Registrant } from '../../../../schemas/generated/types.ts';
import { group, idOf, member, noon, registrant } from '../../sinks/postgres/events.ts';

const read = (state: Registrant | Group, headers: IncomingMessage['headers'] = {}, offset = 7): ReadMessage => ({
  message: {
    offset,
    timestamp: noon,
    key: 'groupId' in state ? state.groupId : state.registrantId,
    value: Buffer.alloc(0),
    headers: { ce_id: 'event', ce_time: '2026-03-01T11:00:00Z', ...headers },
  },
  decoded: { type: `org.registrystream.${'groupId' in state ? 'Group' : 'Registrant'}`, value: state },
});

const tombstone = (n: number, headers: IncomingMessage['headers'] = {}): ReadMessage => ({
  message: { offset: 9, timestamp: noon, key: idOf(n), value: null, headers },
  decoded: null,
});

const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  topic: 'registrants',
  partition: 2,
  isSnapshot: false,
  known: new Map(),
  knownMembers: new Map(),
  ...more,
});

const knowing = (n: number, version: number, isMerged = false): ReadonlyMap<string, Known> =>
  new Map([[idOf(n), { version, isMerged }]]);

const changes = (messages: readonly ReadMessage[], more: Partial<Surroundings> = {}): unknown[] =>
  translate(messages, around(more)).events.map((event) => ('change' in event ? event.change : event.kind));

describe('what a subscription makes of messages', () => {
  it('says where an event stands and what it tells', () => {
    const [event] = translate([read(registrant(1, { version: 4 }))], around()).events;
    expect(event).to.deep.include({
      kind: 'registrant',
      id: idOf(1),
      change: 'updated',
      version: 4,
      forget: false,
      topic: 'registrants',
      partition: 2,
      offset: 7,
      eventId: 'event',
      time: Date.UTC(2026, 2, 1, 11),
    });
  });

  it('drops what is older than what is known, also within a batch', () => {
    const states = [3, 5, 5, 4, 6].map((version) => read(registrant(1, { version })));
    const { events, changed } = translate(states, around({ known: knowing(1, 3) }));
    expect(events.map((event) => 'version' in event && event.version)).to.deep.equal([5, 6]);
    expect(changed).to.deep.equal(knowing(1, 6));
  });

  it('confirms in a snapshot what is known already, so that it is not taken for gone', () => {
    const states = [read(registrant(1, { version: 3 })), read(registrant(1, { version: 9 }))];
    expect(changes(states, { isSnapshot: true, known: knowing(1, 9) })).to.deep.equal(['confirmed', 'confirmed']);
  });

  it('tells a redirect and, when it is taken back, a split', () => {
    const merged = registrant(1, { version: 5, status: 'merged', mergedInto: idOf(2) });
    const { events, changed } = translate([read(merged), read(registrant(1, { version: 6 }))], around());
    expect(events[0])
      .to.include({ change: 'merged', into: idOf(2) })
      .and.not.to.have.property('state');
    expect(events[1]).to.include({ change: 'split', version: 6 });
    expect(changed).to.deep.equal(knowing(1, 6));
    expect(changes([read(registrant(1, { version: 6 }))], { known: knowing(1, 5, true) })).to.deep.equal(['split']);
  });

  it('erases, and drops what was told before the erasure when it comes late', () => {
    const late = [
      tombstone(1, { version: '8' }),
      read(registrant(1, { version: 7 })),
      read(registrant(1, { version: 9 })),
    ];
    expect(changes(late, { known: knowing(1, 6) })).to.deep.equal(['erased', 'updated']);
  });

  it('drops an erasure that was passed by, and never one that nobody has numbered', () => {
    expect(changes([tombstone(1, { version: '8' })], { known: knowing(1, 9) })).to.deep.equal([]);
    expect(changes([tombstone(1)], { known: knowing(1, 9) })).to.deep.equal(['erased']);
  });

  it('says when what came before is to be forgotten, and whom a group is to forget', () => {
    const [one] = translate([read(registrant(1), { 'erased-record': 'key' })], around()).events;
    expect(one).to.include({ forget: true });
    const [household] = translate([read(group(1), { 'erased-member': idOf(4) })], around({ topic: 'groups' })).events;
    expect(household).to.include({ kind: 'group', forget: true, erasedMember: idOf(4) });
  });

  it('says which current members nobody has met', () => {
    const messages = [read(group(1, { members: [member(1), member(2), member(3, { endDate: '2026-01-01' })] }))];
    expect(membersIn(messages)).to.deep.equal([idOf(1), idOf(2)]);
    const [event] = translate(messages, around({ topic: 'groups', knownMembers: knowing(1, 1) })).events;
    expect(event).to.deep.include({ unmetMembers: [idOf(2)] });
  });

  it('hands every audit entry over under its key, and says when one is erased', () => {
    const entry = {
      ...read(registrant(1)),
      decoded: { type: 'org.registrystream.AuditEvent', value: { action: 'created' } },
    };
    const { events } = translate([entry, tombstone(2)], around({ topic: 'audit' }));
    expect(events[0]).to.deep.include({ kind: 'audit', key: idOf(1), entry: { action: 'created' } });
    expect(events[1]).to.deep.include({ kind: 'audit', key: idOf(2), entry: null });
  });

  it('passes over markers of import runs', () => {
    const marker = { ...tombstone(1), message: { ...tombstone(1).message, key: 'run/r/completed/0' } };
    expect(telling([marker, tombstone(1)])).to.have.length(1);
  });
});
