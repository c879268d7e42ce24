import type { EntityKind } from '../../../schemas/generated/types.ts';
import { addTo } from '../collections.ts';
import type { Published } from '../node.ts';

/** A registrant or group whose anchor was erased while others of its records remained: it goes where one of them goes. */
export interface Redirect {
  /** Of the erased record on which it was anchored, and which gave it its id. */
  readonly recordKey: string;
  readonly kind: EntityKind;
  /** Record key of the fellow record that it follows. */
  readonly host: string;
  published: Published | null;
}

/**
 * What is kept of an erased record: its key, which says nothing of anybody, so that groups which list it are told without
 * it until it comes again; and where readers of its registrant are sent.
 */
export interface Erased {
  readonly recordKey: string;
  /** Null: nobody is left of its registrant or group, or it never had one of its own. */
  readonly redirect: Redirect | null;
}

/** What is kept of erased records, as far as a batch needs it. */
export class Erasures {
  readonly #of = new Map<string, Erased>();
  readonly #byHost = new Map<string, Set<Redirect>>();

  has(recordKey: string): boolean {
    return this.#of.has(recordKey);
  }

  get(recordKey: string): Erased | undefined {
    return this.#of.get(recordKey);
  }

  /** Notes what is kept of a record, in place of what was. */
  set(erased: Erased): void {
    this.delete(erased.recordKey);
    this.#of.set(erased.recordKey, erased);
    const { redirect } = erased;
    if (redirect !== null) addTo(this.#byHost, redirect.host, redirect);
  }

  /** Forgets an erasure: the record has come again. */
  delete(recordKey: string): void {
    const redirect = this.#of.get(recordKey)?.redirect;
    if (redirect) this.#byHost.get(redirect.host)?.delete(redirect);
    this.#of.delete(recordKey);
  }

  /** Those that follow a record, in the order of their keys. */
  following(host: string): readonly Redirect[] {
    const found = this.#byHost.get(host);
    return found === undefined ? [] : [...found].sort((a, b) => (a.recordKey < b.recordKey ? -1 : 1));
  }
}
