import { addTo } from '../collections.ts';
import type { Household } from './household.ts';
import type { Overlap, Registrants } from './overlap.ts';
import { overlapOf, registrantsOf } from './overlap.ts';

interface Listed {
  readonly household: Household;
  readonly registrants: Registrants;
}

const nobody: Registrants = { members: new Set(), heads: new Set() };

/**
 * Which registrants are members of which groups, as records belong to registrants by now: what makes groups of several
 * sources comparable, whose members are records of their own.
 */
export class Memberships {
  readonly #groups = new Map<string, Listed>();
  /** Record key of a member → groups that list it. */
  readonly #byMember = new Map<string, Set<string>>();
  /** Registrant → groups of which it is a member. */
  readonly #byRegistrant = new Map<string, Set<string>>();
  readonly #anchorOf: (recordKey: string) => string;

  readonly #mayLink: (source: string, other: string) => boolean;

  /**
   * @param anchorOf the anchor of a record's registrant, as it is whenever it is asked for
   * @param mayLink whether records of two sources may be linked
   */
  constructor(anchorOf: (recordKey: string) => string, mayLink: (source: string, other: string) => boolean) {
    this.#anchorOf = anchorOf;
    this.#mayLink = mayLink;
  }

  /** Notes what a group says by now. */
  put(groupKey: string, household: Household): void {
    const before = this.#groups.get(groupKey);
    for (const member of before?.household.members ?? []) this.#byMember.get(member)?.delete(groupKey);
    for (const member of household.members) addTo(this.#byMember, member, groupKey);
    this.#resolve(groupKey, { household, registrants: before?.registrants ?? nobody });
  }

  /** Forgets a group. */
  remove(groupKey: string): void {
    const before = this.#groups.get(groupKey);
    if (before === undefined) return;
    for (const member of before.household.members) this.#byMember.get(member)?.delete(groupKey);
    for (const registrant of before.registrants.members) this.#byRegistrant.get(registrant)?.delete(groupKey);
    this.#groups.delete(groupKey);
  }

  /** Notes that some records belong to other registrants by now. */
  moved(recordKeys: Iterable<string>): void {
    const listing = [...recordKeys].flatMap((recordKey) => [...(this.#byMember.get(recordKey) ?? [])]);
    for (const groupKey of new Set(listing)) {
      const listed = this.#groups.get(groupKey);
      if (listed !== undefined) this.#resolve(groupKey, listed);
    }
  }

  /** Groups that have a registrant in common with a group, in no order. */
  sharing(groupKey: string): Set<string> {
    const found = new Set<string>();
    for (const registrant of this.#groups.get(groupKey)?.registrants.members ?? []) {
      for (const other of this.#byRegistrant.get(registrant) ?? []) found.add(other);
    }
    found.delete(groupKey);
    return found;
  }

  /** What two groups have in common; undefined when one of them is not known, or their sources may not be linked. */
  overlap(a: string, b: string): Overlap | undefined {
    const [mine, theirs] = [this.#groups.get(a), this.#groups.get(b)];
    if (mine === undefined || theirs === undefined) return undefined;
    for (const source of mine.household.sources)
      for (const other of theirs.household.sources) if (!this.#mayLink(source, other)) return undefined;
    return overlapOf(mine, theirs);
  }

  #resolve(groupKey: string, listed: Listed): void {
    for (const registrant of listed.registrants.members) this.#byRegistrant.get(registrant)?.delete(groupKey);
    const registrants = registrantsOf(listed.household, this.#anchorOf);
    for (const registrant of registrants.members) addTo(this.#byRegistrant, registrant, groupKey);
    this.#groups.set(groupKey, { household: listed.household, registrants });
  }
}
