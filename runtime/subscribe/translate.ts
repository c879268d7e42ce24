import { timeOf } from '../../core/streamProcessor.ts';
import { erasedMemberHeader, erasedRecordHeader } from '../../schemas/erasure.ts';
import type { AuditEvent, Group, Registrant } from '../../schemas/generated/types.ts';
import type { Decoded, IncomingMessage } from '../kafka/index.ts';
import type { EntityChange, EventPlace, SubscribedEvent, ViewState } from './events.ts';
import type { Known } from './known.ts';

/** A message of a topic, decoded; null: a tombstone. */
export interface ReadMessage {
  readonly message: IncomingMessage & { readonly key: string };
  readonly decoded: Decoded | null;
}

/** What the messages of a batch are laid beside. */
export interface Surroundings {
  /** Logical name. */
  readonly topic: string;
  readonly partition: number;
  readonly isSnapshot: boolean;
  /** Of the topic's ids in the batch. */
  readonly known: ReadonlyMap<string, Known>;
  /** Of the members that its groups list. */
  readonly knownMembers: ReadonlyMap<string, Known>;
}

/** What a batch tells, and what is known when it has been applied. */
export interface Translated {
  readonly events: readonly SubscribedEvent[];
  readonly changed: ReadonlyMap<string, Known>;
}

type EntityState = Registrant | Group | ViewState;

const isMarker = (key: string): boolean => key.startsWith('run/');

/** Messages that tell of somebody or something; markers of import runs do not. */
export const telling = (messages: readonly ReadMessage[]): readonly ReadMessage[] =>
  messages.filter(({ message }) => !isMarker(message.key));

/** Current members that the groups among the messages list. */
export const membersIn = (messages: readonly ReadMessage[]): readonly string[] => [
  ...new Set(messages.flatMap(({ decoded }) => (isGroup(decoded) ? currentMembers(decoded.value as Group) : []))),
];

const isGroup = (decoded: Decoded | null): decoded is Decoded => decoded?.type === 'org.registrystream.Group';

const currentMembers = ({ members }: Group): string[] =>
  members.filter(({ endDate }) => endDate === null).map(({ registrantId }) => registrantId);

const versionOf = ({ headers }: IncomingMessage): number | null => {
  const version = Number(headers['version']);
  return headers['version'] !== undefined && Number.isSafeInteger(version) ? version : null;
};

const forgets = ({ headers }: IncomingMessage): boolean =>
  erasedRecordHeader in headers || erasedMemberHeader in headers;

const erasure = (message: IncomingMessage, known: Known | undefined, isSnapshot: boolean) => {
  const version = versionOf(message);
  const erased = { change: 'erased', version } as const;
  // An erasure that nobody has numbered always counts: to keep somebody by mistake is the greater harm.
  if (version === null || known === undefined || version > known.version) return erased;
  return isSnapshot && version === known.version ? erased : undefined;
};

const changeOf = (
  { message, decoded }: ReadMessage,
  known: Known | undefined,
  isSnapshot: boolean,
): EntityChange<EntityState> | undefined => {
  if (decoded === null) return erasure(message, known, isSnapshot);
  const state = decoded.value as EntityState;
  const { version, mergedInto } = state;
  if (known !== undefined && version <= known.version) return isSnapshot ? { change: 'confirmed' } : undefined;
  const forget = forgets(message);
  if (state.status === 'merged' && mergedInto !== null) return { change: 'merged', version, into: mergedInto, forget };
  return { change: known?.isMerged === true ? 'split' : 'updated', version, state, forget };
};

const placeOf = (message: ReadMessage['message'], { topic, partition }: Surroundings): EventPlace => ({
  topic,
  partition,
  offset: message.offset,
  key: message.key,
  eventId: message.headers['ce_id'] ?? null,
  time: timeOf(message),
});

/** What is known once a change is applied; undefined when it changes nothing of that. */
const knownAfter = (change: EntityChange<EntityState>): Known | undefined =>
  change.change === 'confirmed' || change.version === null
    ? undefined
    : { version: change.version, isMerged: change.change === 'merged' };

const entityEvent = (read: ReadMessage, change: EntityChange<EntityState>, around: Surroundings): SubscribedEvent => {
  const { message, decoded } = read;
  const named = { ...placeOf(message, around), id: message.key, ...change };
  if (around.topic === 'registrants') return { ...named, kind: 'registrant' } as SubscribedEvent;
  if (around.topic !== 'groups') return { ...named, kind: 'view' } as SubscribedEvent;
  const isTold = change.change === 'updated' || change.change === 'split';
  const members = isTold && isGroup(decoded) ? currentMembers(decoded.value as Group) : [];
  return {
    ...named,
    kind: 'group',
    unmetMembers: members.filter((id) => !around.knownMembers.has(id)),
    erasedMember: message.headers[erasedMemberHeader] ?? null,
  } as SubscribedEvent;
};

const auditEvents = (messages: readonly ReadMessage[], around: Surroundings): readonly SubscribedEvent[] =>
  messages.map(({ message, decoded }) => ({
    ...placeOf(message, around),
    kind: 'audit',
    entry: decoded === null ? null : (decoded.value as AuditEvent),
  }));

/**
 * Turns the messages of a batch into events: drops what is older than what is known, tells redirects, splits and
 * erasures apart, and says which members nobody has met.
 *
 * @param messages those that {@link telling} lets pass, in their order
 */
export const translate = (messages: readonly ReadMessage[], around: Surroundings): Translated => {
  if (around.topic === 'audit') return { events: auditEvents(messages, around), changed: new Map() };
  const known = new Map(around.known);
  const changed = new Map<string, Known>();
  const events: SubscribedEvent[] = [];
  for (const read of messages) {
    const id = read.message.key;
    const change = changeOf(read, known.get(id), around.isSnapshot);
    if (change === undefined) continue;
    events.push(entityEvent(read, change, around));
    const after = knownAfter(change);
    if (after === undefined) continue;
    known.set(id, after);
    changed.set(id, after);
  }
  return { events, changed };
};
