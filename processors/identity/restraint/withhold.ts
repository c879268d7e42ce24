import type { View } from '../view.ts';
import type { HoldReason } from './hold.ts';
import type { Restraint } from './restraint.ts';

/** Why a record that goes is kept; undefined: it goes. */
const reasonOf = (area: string, restraint: Restraint): HoldReason | undefined => {
  if (restraint.isOn('withdraw')) return 'held:switch:withdraw';
  return restraint.hasTripped(area) ? 'held:area:withdraw' : undefined;
};

const withReason = <V extends View>(view: V, reason: HoldReason | undefined): V => {
  if (reason !== undefined) return { ...view, withheld: reason };
  const released = { ...view };
  Reflect.deleteProperty(released, 'withheld');
  return released;
};

const isThere = (view: View | undefined): boolean => view?.state === 'present' || view?.withheld !== undefined;

/**
 * A view as it counts: where a record that was there would go (withdrawn, or out of an import's scope) and such changes
 * are held, its going is kept back. One that goes is counted for the rate guard of its area, and may be the one too many.
 *
 * @param known what was known of the record, by import
 */
export const restrainedView = <V extends View>(
  view: V,
  known: ReadonlyMap<string, View> | undefined,
  area: string,
  restraint: Restraint,
): V => {
  const previous = known?.get(view.import);
  const others = [...(known?.values() ?? [])].filter((one) => one !== previous);
  // Whom another import still shows is not gone.
  if (view.state === 'present' || !isThere(previous) || others.some(isThere)) return view;
  if (reasonOf(area, restraint) === undefined) {
    if (restraint.exceeds(area, 1, view.observedAt)) restraint.trip(area, view.observedAt);
    else restraint.count(area, 1, view.observedAt);
  }
  return withReason(view, reasonOf(area, restraint));
};

/** Views of a record as they count after something was let go; undefined when nothing of them changes. */
export const releasedViews = (
  views: ReadonlyMap<string, View>,
  area: string,
  restraint: Restraint,
): ReadonlyMap<string, View> | undefined => {
  const reason = reasonOf(area, restraint);
  const changes = [...views.values()].some(({ withheld }) => withheld !== undefined && withheld !== reason);
  if (!changes) return undefined;
  return new Map(
    [...views].map(([name, view]) => [name, view.withheld === undefined ? view : withReason(view, reason)]),
  );
};
