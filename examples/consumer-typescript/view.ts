import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { followRedirects } from 'registry-stream/subscribe';
import type { EventBatch, Group, Known, ReadPosition, Registrant, SnapshotEnd } from 'registry-stream/subscribe';

/** What the view keeps under an id: what it shows of somebody, or where they are to be found. */
interface Entry<Shown> {
  readonly version: number;
  /** The partition and snapshot in which the id was met last: what a later snapshot does not meet has to go. */
  readonly partition: number;
  readonly epoch: number;
  readonly shown: Shown | null;
  readonly mergedInto: string | null;
}

// Only what this team needs: every field that is kept is a field that can leak.
interface Person {
  readonly name: string | null;
  readonly birthYear: string | null;
  readonly isSealed: boolean;
}
interface Household {
  readonly members: readonly string[];
}

interface Stored {
  positions: Record<string, ReadPosition>;
  registrants: Record<string, Entry<Person>>;
  groups: Record<string, Entry<Household>>;
}

const personOf = ({ fullName, birthDate, sealed }: Registrant): Person => ({
  // What is sealed off is shown to nobody, so it is not kept either.
  name: sealed ? null : fullName,
  birthYear: sealed ? null : (birthDate?.value.slice(0, 4) ?? null),
  isSealed: sealed,
});

const householdOf = ({ members }: Group): Household => ({
  members: members.filter(({ endDate }) => endDate === null).map(({ registrantId }) => registrantId),
});

const samePosition = (left: ReadPosition | null | undefined, right: ReadPosition | null): boolean =>
  (left?.next ?? null) === (right?.next ?? null) && (left?.epoch ?? null) === (right?.epoch ?? null);

/**
 * Who lives with whom, in a file that holds the people and the positions together: both are written at once, so after a
 * crash at any moment the file is the state of exactly that position. A real team takes a database and a transaction; the
 * rules are the same.
 */
export class HouseholdView {
  readonly #file: string;
  #stored: Stored = { positions: {}, registrants: {}, groups: {} };

  constructor(file: string) {
    this.#file = file;
    try {
      this.#stored = JSON.parse(readFileSync(file, 'utf8')) as Stored;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    }
  }

  positions(): readonly ReadPosition[] {
    return Object.values(this.#stored.positions);
  }

  known(topic: string, ids: readonly string[]): ReadonlyMap<string, Known> {
    const entries: Record<string, Entry<unknown> | undefined> = this.#tableOf(topic);
    return new Map(
      ids.flatMap((id) => {
        const entry = entries[id];
        return entry === undefined ? [] : [[id, { version: entry.version, isMerged: entry.mergedInto !== null }]];
      }),
    );
  }

  /** Applies a batch; the file is replaced whole, or stays as it was. */
  apply(batch: EventBatch): void {
    this.#transaction(batch, (stored) => {
      for (const event of batch.events) {
        if (event.kind !== 'registrant' && event.kind !== 'group') continue;
        const table = event.kind === 'registrant' ? stored.registrants : stored.groups;
        const met = { partition: batch.partition, epoch: batch.position.epoch };
        switch (event.change) {
          case 'updated':
          case 'split': {
            const entry = { ...met, version: event.version, mergedInto: null };
            if (event.kind === 'registrant') stored.registrants[event.id] = { ...entry, shown: personOf(event.state) };
            else stored.groups[event.id] = { ...entry, shown: householdOf(event.state) };
            break;
          }
          case 'merged':
            table[event.id] = { ...met, version: event.version, shown: null, mergedInto: event.into };
            break;
          case 'erased':
            Reflect.deleteProperty(table, event.id);
            break;
          case 'confirmed': {
            const entry = table[event.id];
            if (entry !== undefined) Object.assign(entry, met);
          }
        }
      }
    });
  }

  /** Removes what the snapshot has not met: it was erased while nobody read. */
  endSnapshot(end: SnapshotEnd): void {
    this.#transaction(end, (stored) => {
      const table: Record<string, Entry<unknown>> = end.topic === 'groups' ? stored.groups : stored.registrants;
      for (const [id, { partition, epoch }] of Object.entries(table))
        if (partition === end.partition && epoch < end.epoch) Reflect.deleteProperty(table, id);
    });
  }

  /** The households as they are now: members by the ids under which they stand, those not met yet counted apart. */
  households(): readonly { readonly id: string; readonly people: readonly Person[]; readonly unmet: number }[] {
    const { registrants, groups } = this.#stored;
    return Object.entries(groups).flatMap(([id, { shown }]) => {
      if (shown === null) return [];
      const ids = shown.members.map((member) => followRedirects(member, (one) => registrants[one]?.mergedInto));
      const people = [...new Set(ids)].map((member) => registrants[member]?.shown ?? null);
      const met = people.filter((person) => person !== null);
      return [{ id, people: met, unmet: people.length - met.length }];
    });
  }

  #tableOf(topic: string): Record<string, Entry<unknown>> {
    return topic === 'groups' ? this.#stored.groups : this.#stored.registrants;
  }

  #transaction(step: Pick<EventBatch, 'previous' | 'position'>, change: (stored: Stored) => void): void {
    const key = `${step.position.topic}/${String(step.position.partition)}`;
    if (!samePosition(this.#stored.positions[key], step.previous))
      throw new Error(`somebody else has gone on with ${key}`);
    const stored = structuredClone(this.#stored);
    change(stored);
    stored.positions[key] = step.position;
    writeFileSync(`${this.#file}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
    this.#stored = stored;
  }
}
