import type { Position } from '../../../core/position.ts';
import type { Decision } from '../../../core/streamProcessor.ts';
import { accepted, eventsOf, writesOf } from '../events.ts';
import type { Facts } from '../facts.ts';
import { nodesOf } from '../facts.ts';
import type { Component } from '../graph/component.ts';
import type { EntityIds } from '../ids.ts';
import type { Node } from '../node.ts';
import { withheldIn } from '../profile.ts';
import type { Cause } from '../publish.ts';
import { recluster } from '../resolve.ts';
import { inSlice } from '../slices.ts';
import type { Step } from '../step.ts';
import { isHeld } from './hold.ts';
import { releasedViews } from './withhold.ts';

/** Lets go what nothing holds any more in some components; returns whose views have changed by it. */
const letGo = (components: readonly Component[], facts: Facts): Node[] =>
  components
    .filter(({ touched }) => touched)
    .flatMap(({ recordKeys }) => nodesOf(recordKeys, facts))
    .filter((node) => {
      const released = releasedViews(node.views, node.profile.area, facts.restraint);
      if (released === undefined) return false;
      node.views = released;
      node.profile = { ...node.profile, withheld: withheldIn(released.values()) };
      return true;
    });

/** After a release those who are held are looked at anew, after a changed policy everybody; a slice at a time. */
export const decideReclustering = (
  { step, components }: Extract<Step, { readonly kind: 'reclustering' }>,
  facts: Facts,
  idOf: EntityIds,
  at: Position,
): Decision => {
  const { scope, slice, of, requestedAt } = step;
  const rule = scope === 'held' ? 'hold' : 'policy';
  const cause: Cause = { rule, at, importRun: `${rule}/${String(requestedAt)}`, observedAt: requestedAt };
  const concerned =
    scope === 'all'
      ? components
      : components.map((component) => ({
          ...component,
          touched: component.recordKeys.some(
            (key) => inSlice(key, of) === slice && isHeld(facts.nodes.get(key)?.review?.conflicts),
          ),
        }));
  const released = letGo(concerned, facts);
  const reclustering = recluster(concerned, facts, idOf, cause);
  const changed = new Set([...released, ...reclustering.changed]);
  return accepted(writesOf({ ...reclustering, changed }, facts), eventsOf(reclustering, facts, idOf, cause));
};
