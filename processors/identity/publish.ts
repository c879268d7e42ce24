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
import type { Node } from './node.ts';
import type { GroupView, PersonView, View } from './view.ts';
import { shownViews } from './view.ts';

/** The input record that causes what is published. */
export interface Cause {
  /** On what a decision rests that follows from it and has no evidence of its own. */
  readonly rule: DecisionRule;
  readonly at: Position;
  readonly importRun: string;
  readonly observedAt: number;
}

/** Version of everything that an input record causes (generation 0). */
export const versionOf = (cause: Cause): number => cause.at.offset + 1;

type EntityState = RegistrantState | GroupState;

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
  const name = { id: idOf(anchor.recordKey), mergedFrom: merged.map((member) => idOf(member.recordKey)).sort() };
  const views = viewsOf(cluster);
  return anchor.kind === 'individual'
    ? registrantState(
        name,
        views.filter((view): view is PersonView => view.kind === 'individual'),
      )
    : groupState(
        name,
        views.filter((view): view is GroupView => view.kind === 'group'),
        (recordKey) => idOf(anchorOf(facts, recordKey)),
      );
};

const mergedState = (member: Node, anchor: Node, idOf: EntityIds): EntityState =>
  (member.kind === 'individual' ? mergedRegistrant : mergedGroup)(idOf(member.recordKey), idOf(anchor.recordKey));

const eventOf = (state: EntityState, cause: Cause): OutputEvent => {
  const value = {
    ...state,
    version: versionOf(cause),
    importRun: cause.importRun,
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

const publishNode = (node: Node, state: EntityState, cause: Cause): OutputEvent | undefined => {
  const hash = hashOf(state);
  if (node.published?.hash === hash) return undefined;
  node.published = { version: versionOf(cause), hash };
  return eventOf(state, cause);
};

/** A published state: the event, and the node that bears the entity. */
export interface Publication {
  readonly node: Node;
  readonly event: OutputEvent;
}

/**
 * The events of a cluster whose entities are not what was published of them last: the entity of the cluster itself, and
 * those that were merged into it. Notes what is published in the nodes.
 */
export const publishCluster = (cluster: Cluster, facts: Facts, idOf: EntityIds, cause: Cause): Publication[] => {
  const { anchor, members } = cluster;
  const publications: Publication[] = [];
  const publish = (node: Node, state: EntityState): void => {
    const event = publishNode(node, state, cause);
    if (event !== undefined) publications.push({ node, event });
  };
  publish(anchor, liveState(cluster, facts, idOf));
  for (const member of members) {
    if (member !== anchor && member.published !== null) publish(member, mergedState(member, anchor, idOf));
  }
  return publications;
};
