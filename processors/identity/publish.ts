import type { OutputEvent } from '../../core/streamProcessor.ts';
import type { Position } from '../../core/position.ts';
import type { Cluster } from './cluster.ts';
import type { Facts } from './facts.ts';
import { anchorOf } from './facts.ts';
import type { GroupState, RegistrantState } from './golden.ts';
import { groupState, mergedGroup, mergedRegistrant, registrantState } from './golden.ts';
import type { EntityIds } from './ids.ts';
import type { DecisionRule } from './lineage.ts';
import { digest } from './ids.ts';
import type { Redirect } from './erasure/erasures.ts';
import type { Node } from './node.ts';
import type { GroupView, PersonView, View } from './view.ts';
import { shownViews } from './view.ts';

/** The input record that causes what is published. */
export interface Cause {
  /** On what a decision rests that follows from it and has no evidence of its own. */
  readonly rule: DecisionRule;
  readonly at: Position;
  readonly importRun: string;
  /** Whether it is a record of a registry that is adopted. */
  readonly isBaseline?: boolean;
  readonly observedAt: number;
}

/** Version of everything that an input record causes (generation 0). */
export const versionOf = (cause: Cause): number => cause.at.offset + 1;

type EntityState = RegistrantState | GroupState;

/** What bears an entity: the record on which it is anchored, or what is left of it where it was erased. */
export type Bearer = Node | Redirect;

/** Tells states apart: what a source repeats (times, versions, runs) changes nothing. */
const hashOf = (state: EntityState): string =>
  digest(
    JSON.stringify({
      ...state,
      // What was published before anybody could be sealed off says the same.
      ...('sealed' in state && !state.sealed ? { sealed: undefined } : {}),
      sources: state.sources.map((source) => [
        source.recordKey,
        source.import,
        source.source,
        source.state,
        source.firstSeen,
        // What was published before anything could be adopted says the same.
        ...(source.ownId === null ? [] : [source.ownId]),
      ]),
    }),
  );

/** A record whose death does not count says nothing of it. */
const withoutDeath = (view: View): View =>
  view.kind === 'individual' ? { ...view, fields: { ...view.fields, deceased: null, deathDate: null } } : view;

const viewsOf = ({ members, withheldDeaths }: Cluster): readonly View[] =>
  shownViews(
    members.flatMap(({ recordKey, views }) => {
      const all = [...views.values()];
      return withheldDeaths?.has(recordKey) === true ? all.map(withoutDeath) : all;
    }),
  );

const liveState = (cluster: Cluster, facts: Facts, idOf: EntityIds): EntityState => {
  const { anchor, members } = cluster;
  // Only what was published once can have been merged into another.
  const merged = members.filter((member) => member !== anchor && member.published !== null);
  const gone = members.flatMap(({ recordKey }) => facts.erased.following(recordKey));
  const name = {
    id: idOf(anchor.recordKey),
    mergedFrom: [...merged, ...gone].map(({ recordKey }) => idOf(recordKey)).sort(),
  };
  const views = viewsOf(cluster);
  return anchor.kind === 'individual'
    ? registrantState(
        name,
        views.filter((view): view is PersonView => view.kind === 'individual'),
      )
    : groupState(
        name,
        views.filter((view): view is GroupView => view.kind === 'group'),
        (recordKey) => (facts.erased.has(recordKey) ? undefined : idOf(anchorOf(facts, recordKey))),
      );
};

const mergedState = (member: Bearer, anchor: Node, idOf: EntityIds): EntityState =>
  (member.kind === 'individual' ? mergedRegistrant : mergedGroup)(idOf(member.recordKey), idOf(anchor.recordKey));

const eventOf = (state: EntityState, cause: Cause): OutputEvent => {
  const value = {
    ...state,
    version: versionOf(cause),
    importRun: cause.importRun,
    baseline: cause.isBaseline ?? false,
    cause: cause.at,
    observedAt: cause.observedAt,
  };
  return 'groupId' in state
    ? { topic: 'groups', key: state.groupId, type: 'org.registrystream.Group', value, time: cause.observedAt }
    : {
        topic: 'registrants',
        key: state.registrantId,
        type: 'org.registrystream.Registrant',
        value,
        time: cause.observedAt,
      };
};

/** The event that takes everything away that was published of an entity of which no record is left. */
export const tombstoneOf = (
  { recordKey, kind }: Pick<Bearer, 'recordKey' | 'kind'>,
  idOf: EntityIds,
  cause: Cause,
): OutputEvent => ({
  topic: kind === 'group' ? 'groups' : 'registrants',
  key: idOf(recordKey),
  type: kind === 'group' ? 'org.registrystream.Group' : 'org.registrystream.Registrant',
  value: null,
  time: cause.observedAt,
  headers: { version: String(versionOf(cause)) },
});

const publishState = (bearer: Bearer, state: EntityState, cause: Cause): OutputEvent | undefined => {
  const hash = hashOf(state);
  if (bearer.published?.hash === hash) return undefined;
  bearer.published = { version: versionOf(cause), hash };
  return eventOf(state, cause);
};

/** A published state: the event, and what bears the entity. */
export interface Publication {
  readonly bearer: Bearer;
  readonly event: OutputEvent;
}

/**
 * The events of a cluster whose entities are not what was published of them last: the entity of the cluster itself, and
 * those that were merged into it. Notes what is published in the nodes.
 */
export const publishCluster = (cluster: Cluster, facts: Facts, idOf: EntityIds, cause: Cause): Publication[] => {
  const { anchor, members } = cluster;
  const publications: Publication[] = [];
  const publish = (bearer: Bearer, state: EntityState): void => {
    const event = publishState(bearer, state, cause);
    if (event !== undefined) publications.push({ bearer, event });
  };
  publish(anchor, liveState(cluster, facts, idOf));
  for (const member of members) {
    if (member !== anchor && member.published !== null) publish(member, mergedState(member, anchor, idOf));
    for (const gone of facts.erased.following(member.recordKey)) publish(gone, mergedState(gone, anchor, idOf));
  }
  return publications;
};
