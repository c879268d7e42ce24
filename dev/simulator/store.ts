import type { Clock } from './clock.ts';
import { ordered, type Order } from './ordering.ts';
import type { NewPartner, Partner } from './partner.ts';

/** Which partners a search asks for; every condition has to hold. */
export interface Domain {
  /** undefined: people and households alike. */
  readonly isGroup?: boolean | undefined;
  /** Only partners created after this time, milliseconds since 1970. */
  readonly createdAfter?: number | undefined;
  /** Further conditions, in words that tell two different ones apart. */
  readonly key?: string;
  readonly matches?: (partner: Partner) => boolean;
}

/** How many sorted lists are kept while nothing changes. */
const cachedLists = 16;

/**
 * The table `res.partner` of the simulated registry: partners by serial, and the way they are searched.
 * A sorted list is kept until something changes, so that paging through 100,000 partners sorts them once.
 */
export class PartnerStore {
  readonly #clock: Clock;
  readonly #partners = new Map<number, Partner>();
  readonly #groupsOf = new Map<number, Set<number>>();
  readonly #sorted = new Map<string, readonly Partner[]>();
  #serial = 0;
  #isHidden: (partner: Partner) => boolean = () => false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many partners there are, people and households together. */
  get size(): number {
    return this.#partners.size;
  }

  get(id: number): Partner | undefined {
    return this.#partners.get(id);
  }

  /** All partners by serial: what the table holds at this moment; later changes do not alter it. */
  all(): Partner[] {
    return [...this.#partners.values()];
  }

  /**
   * Leaves rows out of every search, as a server does whose filter or index is broken. They are still there, and a
   * household that is shown still shows its members.
   *
   * @param isHidden left out: everything is shown again
   */
  hide(isHidden: (partner: Partner) => boolean = () => false): void {
    this.#isHidden = isHidden;
    this.#sorted.clear();
  }

  /** The households of which somebody is a member, by serial. */
  groupsOf(individualId: number): Partner[] {
    return [...(this.#groupsOf.get(individualId) ?? [])].flatMap((id) => this.#partners.get(id) ?? []);
  }

  /**
   * Adds a row.
   *
   * @param createdAt milliseconds since 1970; the clock's time when left out
   * @param writtenAt milliseconds since 1970; the same as `createdAt` when left out
   */
  add(partner: NewPartner, createdAt = this.#clock.now(), writtenAt = createdAt): Partner {
    const added: Partner = { ...partner, id: ++this.#serial, createdAt, writtenAt };
    this.#partners.set(added.id, added);
    this.#link(added);
    this.#sorted.clear();
    return added;
  }

  /**
   * Changes a row and stamps its write date. The households of a person keep theirs, as in the real registry.
   *
   * @param writtenAt milliseconds since 1970; the clock's time when left out
   * @throws RangeError when there is no such row
   */
  write(id: number, change: Partial<NewPartner>, writtenAt = this.#clock.now()): Partner {
    const before = this.#partners.get(id);
    if (before === undefined) throw new RangeError(`there is no partner ${String(id)}`);
    const after: Partner = { ...before, ...change, id, writtenAt };
    this.#partners.set(id, after);
    if (change.members !== undefined) {
      this.#unlink(before);
      this.#link(after);
    }
    this.#sorted.clear();
    return after;
  }

  /** Removes a row; memberships that name it have to be removed by the caller. */
  remove(id: number): void {
    const partner = this.#partners.get(id);
    if (partner === undefined) return;
    this.#partners.delete(id);
    this.#unlink(partner);
    this.#sorted.clear();
  }

  /**
   * The partners of a search, in order: the live table, so that pages shift when it changes between two of them.
   *
   * @param limit undefined or 0: no limit, as Odoo has it
   */
  search(domain: Domain, order: Order, limit: number | undefined, offset: number): readonly Partner[] {
    const list = this.list(domain, order);
    return list.slice(offset, limit === undefined || limit === 0 ? undefined : offset + limit);
  }

  /** All partners of a search, in order; the same list until something changes. */
  list(domain: Domain, order: Order): readonly Partner[] {
    const key = JSON.stringify([domain.isGroup, domain.createdAfter, domain.key, order]);
    const known = this.#sorted.get(key);
    if (known !== undefined) return known;
    if (this.#sorted.size >= cachedLists) this.#sorted.clear();
    const list = ordered(
      this.all().filter(
        (partner) =>
          !this.#isHidden(partner) &&
          (domain.isGroup === undefined || partner.isGroup === domain.isGroup) &&
          (domain.createdAfter === undefined || partner.createdAt > domain.createdAfter) &&
          (domain.matches?.(partner) ?? true),
      ),
      order,
    );
    this.#sorted.set(key, list);
    return list;
  }

  #link(group: Partner): void {
    for (const member of group.members) {
      if (typeof member?.individualId !== 'number') continue;
      const groups = this.#groupsOf.get(member.individualId);
      if (groups === undefined) this.#groupsOf.set(member.individualId, new Set([group.id]));
      else groups.add(group.id);
    }
  }

  #unlink(group: Partner): void {
    for (const member of group.members) {
      if (typeof member?.individualId === 'number') this.#groupsOf.get(member.individualId)?.delete(group.id);
    }
  }
}
