import type {
  AreaRelease,
  ChangeGuard,
  HeldChange,
  HoldSwitch,
  SourceLinks,
} from '../../../schemas/generated/types.ts';
import type { RowWrite } from '../../../core/streamProcessor.ts';
import { pairKey } from '../pairs.ts';
import type { StoredRestraint } from '../store/reader.ts';
import { restraintWrite } from '../store/restraintTable.ts';
import type { AreaCount } from './areaCount.ts';
import { counted, quiet, recentChanges } from './areaCount.ts';

/** What stands behind a switch: who, why, and since when. */
export type StandingSwitch = Pick<HoldSwitch, 'decidedBy' | 'note' | 'decidedAt'>;

const areaPrefix = 'area/';

/**
 * What keeps the resolver from acting on its own (DESIGN §7): which sources may be linked, which adverse changes an
 * operator holds, and in which areas there were too many. All of it comes from the log, so that the fold stays
 * deterministic.
 *
 * It changes as records are decided on, one after the other, and stands under a reservation until
 * {@link Restraint.keep}, as the graph does.
 */
export class Restraint {
  #links: SourceLinks | undefined;
  #pairs = new Set<string>();
  #guard: ChangeGuard | undefined;
  readonly #switches = new Map<HeldChange, StandingSwitch>();
  readonly #areas = new Map<string, AreaCount>();
  /** Records by area. */
  readonly #census = new Map<string, number>();
  #undo: (() => void)[] = [];
  #writes = new Map<string, RowWrite>();

  /** Takes in what is stored, without a reservation. */
  load(stored: readonly StoredRestraint[]): void {
    for (const { key, value } of stored) {
      // A value is what restraintWrite wrote under this key.
      if (key === 'policy/sources') this.#setLinks(value as SourceLinks);
      else if (key === 'policy/guard') this.#guard = value as ChangeGuard;
      else if (key.startsWith(areaPrefix)) this.#areas.set(key.slice(areaPrefix.length), value as AreaCount);
      else this.#switches.set(key.slice('hold/'.length) as HeldChange, value as StandingSwitch);
    }
  }

  /** Counts a stored record of an area, without a reservation. */
  loadRecord(area: string): void {
    this.#census.set(area, (this.#census.get(area) ?? 0) + 1);
  }

  /** Whether records of two sources may be one person or group: always while nothing was stated. */
  mayLink(source: string, other: string): boolean {
    if (this.#links === undefined || source === other) return true;
    return this.#pairs.has(pairKey(source, other));
  }

  /** Whether adverse changes are counted at all. */
  get isGuarded(): boolean {
    return this.#guard !== undefined;
  }

  isOn(kind: HeldChange): boolean {
    return this.#switches.has(kind);
  }

  hasTripped(area: string): boolean {
    return (this.#areas.get(area) ?? quiet).trippedAt !== null;
  }

  /** Whether so many more adverse changes are too many for an area. */
  exceeds(area: string, more: number, at: number): boolean {
    if (this.#guard === undefined) return false;
    const limit = Math.max(this.#guard.minimum, this.#guard.share * (this.#census.get(area) ?? 0));
    return recentChanges(this.#areas.get(area) ?? quiet, this.#guard, at) + more > limit;
  }

  /** Notes adverse changes that went through. */
  count(area: string, changes: number, at: number): void {
    if (this.#guard === undefined || changes === 0) return;
    this.#setArea(area, counted(this.#areas.get(area) ?? quiet, this.#guard, at, changes));
  }

  /** From now on adverse changes in the area wait for a person. */
  trip(area: string, at: number): void {
    this.#setArea(area, { ...(this.#areas.get(area) ?? quiet), trippedAt: at });
  }

  /** Takes in what an operator, or the configuration, has said. */
  apply(change: HoldSwitch | AreaRelease | SourceLinks | ChangeGuard): void {
    if ('on' in change) this.#switch(change);
    else if ('area' in change) this.#setArea(change.area, undefined);
    else this.#state(change);
  }

  #switch({ kind, on, decidedBy, note, decidedAt }: HoldSwitch): void {
    const now = on ? { decidedBy, note, decidedAt } : undefined;
    this.#put(this.#switches, kind, now);
    this.#write(`hold/${kind}`, now);
  }

  #state(policy: SourceLinks | ChangeGuard): void {
    if ('share' in policy) {
      const before = this.#guard;
      this.#change(
        () => (this.#guard = policy),
        () => (this.#guard = before),
      );
      this.#write('policy/guard', policy);
      return;
    }
    const before = this.#links;
    this.#change(
      () => {
        this.#setLinks(policy);
      },
      () => {
        this.#setLinks(before);
      },
    );
    this.#write('policy/sources', policy);
  }

  /** A record has come into an area, or left one; undefined: it was not there, or is not any more. */
  move(from: string | undefined, to: string | undefined): void {
    if (from === to) return;
    const add = (area: string | undefined, change: number): void => {
      if (area !== undefined) this.#census.set(area, (this.#census.get(area) ?? 0) + change);
    };
    this.#change(
      () => {
        add(from, -1);
        add(to, 1);
      },
      () => {
        add(from, 1);
        add(to, -1);
      },
    );
  }

  /** What has changed since this was last asked, as rows. */
  takeWrites(): RowWrite[] {
    const writes = [...this.#writes.values()];
    this.#writes = new Map();
    return writes;
  }

  /** Takes back everything since the last {@link Restraint.keep}. */
  revert(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
    this.#writes = new Map();
  }

  /** What came is stored: it stays. */
  keep(): void {
    this.#undo = [];
  }

  #setLinks(links: SourceLinks | undefined): void {
    this.#links = links;
    this.#pairs = new Set(links?.linked.map(({ lower, higher }) => pairKey(lower, higher)));
  }

  /** Undefined: nothing happened there yet. */
  #setArea(area: string, now: AreaCount | undefined): void {
    this.#put(this.#areas, area, now);
    this.#write(`${areaPrefix}${area}`, now);
  }

  #put<K, V>(map: Map<K, V>, key: K, now: V | undefined): void {
    const before = map.get(key);
    const set = (value: V | undefined): void => {
      if (value === undefined) map.delete(key);
      else map.set(key, value);
    };
    this.#change(
      () => {
        set(now);
      },
      () => {
        set(before);
      },
    );
  }

  #change(now: () => void, undo: () => void): void {
    now();
    this.#undo.push(undo);
  }

  #write(key: string, value: object | undefined): void {
    this.#writes.set(key, restraintWrite(key, value));
  }
}
