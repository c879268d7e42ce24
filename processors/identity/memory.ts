import { gunzipSync } from 'node:zlib';
import { EtlError } from '../../core/errors.ts';
import type { ModelActivation } from '../../schemas/generated/types.ts';
import { readableVersion, unpackCompared } from './graph/compared.ts';
import { Enrolments } from './graph/enrolments.ts';
import { Places } from './graph/places.ts';
import type { GraphRecord, GraphSetting } from './graph/identityGraph.ts';
import { IdentityGraph } from './graph/identityGraph.ts';
import { Verdicts } from './graph/verdicts.ts';
import type { LinkageModel, PersonLinkage } from './linkage/index.ts';
import { createPersonLinkage, readModel, starterModel } from './linkage/index.ts';
import type { Node } from './node.ts';
import { profileOf } from './profile.ts';
import { isHeld } from './restraint/hold.ts';
import { Restraint } from './restraint/restraint.ts';
import { inSlice } from './slices.ts';
import type { StateReader, StoredComparison, StoredModel, StoredViews } from './store/reader.ts';
import { weighedProfileOf } from './weighedProfile.ts';

const component = 'processors/identity';

/** What the graph keeps of a record that has these views. */
export const graphRecordOf = ({ recordKey, kind, views }: StoredViews): GraphRecord => {
  const profile = profileOf(kind, views);
  return { recordKey, profile, person: weighedProfileOf(views, profile.submissions) };
};

/** The model of a stored one; the starter where none was activated. @throws EtlError as {@link readModel} */
export const modelIn = (stored: StoredModel | undefined): LinkageModel =>
  stored === undefined ? starterModel() : readModel(stored.artefact);

/** Identifiers link by a rule of their own, which knows who shares them; what is weighed is all the rest. */
export const streamLinkage = (model: LinkageModel): PersonLinkage =>
  createPersonLinkage(model, { weighIdentifiers: false });

/** The stored model at work; the starter where none was activated. */
export const linkageOf = (model: StoredModel | undefined): PersonLinkage => streamLinkage(modelIn(model));

/** The model of an activation. @throws EtlError of fault `record` for one that cannot be read by this program */
const modelOf = ({ artefact, hash, activatedAt, activatedBy }: ModelActivation): StoredModel => {
  let text: string;
  try {
    text = gunzipSync(artefact).toString('utf8');
    if (readModel(text).hash === hash) return { hash, artefact: text, activatedAt, activatedBy };
  } catch (thrown) {
    const code = thrown instanceof EtlError ? thrown.code : 'MODEL_UNREADABLE';
    const message = `The model ${hash} that was to be activated cannot be read; the one before stays active.`;
    throw new EtlError(code, 'record', message, { component, details: { hash } }, thrown);
  }
  const message = `The model to be activated does not bear the hash ${hash}; the one before stays active.`;
  throw new EtlError('MODEL_HASH_DIFFERS', 'record', message, { component, details: { hash } });
};

/** Everybody, cut into slices. */
interface Slices {
  readonly name: string;
  readonly of: number;
  /** How many records there were. */
  readonly size: number;
  /** Each in no order until it is asked for. */
  readonly keys: readonly string[][];
}

/**
 * Takes in a record as it is stored: as it was compared when it was written, else by its views.
 *
 * @returns its area
 */
const loadStored = (graph: IdentityGraph, stored: StoredComparison): string => {
  const { recordKey } = stored;
  if (stored.unread === undefined) {
    graph.load(recordKey, unpackCompared(stored.compared, graph.linkage));
    return stored.area;
  }
  const record = graphRecordOf(stored.unread);
  graph.load(recordKey, graph.compare(record));
  return record.profile.area;
};

interface Active {
  readonly graph: IdentityGraph;
  /** Undefined: the starter model, which the program brings along. */
  readonly model: StoredModel | undefined;
}

/**
 * What the resolver holds in memory: the graph of all records, as the active model weighs them. It can always be made
 * again from what is stored.
 */
export class ResolverMemory {
  /** Which sources may be linked, what is held, and what the rate guards have counted. */
  readonly restraint: Restraint;
  readonly #setting: GraphSetting;
  readonly #loaded: (records: number) => void;
  #active: Active;
  /** The active one at the last {@link ResolverMemory.keep}. */
  #kept: Active;
  #slices: Slices | undefined;

  private constructor(setting: GraphSetting, active: Active, restraint: Restraint, loaded: (records: number) => void) {
    this.restraint = restraint;
    this.#setting = setting;
    this.#loaded = loaded;
    this.#active = active;
    this.#kept = active;
  }

  /**
   * Reads everything that is stored.
   *
   * @param loaded told how many records have been read, now and at each activation
   */
  static async load(
    { cap, idOf }: Pick<GraphSetting, 'cap' | 'idOf'>,
    reader: StateReader,
    loaded: (records: number) => void,
  ): Promise<ResolverMemory> {
    const enrolments = new Enrolments();
    for (const { registrantId, program, state } of await reader.enrolments())
      enrolments.set(registrantId, program, state);
    const verdicts = new Verdicts();
    for (const { lower, higher, judgement } of await reader.verdicts()) verdicts.set(lower, higher, judgement);
    const model = await reader.activeModel();
    const places = new Places();
    const setting = { cap, idOf, verdicts, enrolments, places };
    const restraint = new Restraint();
    restraint.load(await reader.restraint());
    const graph = new IdentityGraph(linkageOf(model), setting);
    for await (const page of reader.comparisons(readableVersion(graph.linkage))) {
      for (const stored of page) {
        restraint.loadRecord(loadStored(graph, stored));
        places.load(stored.recordKey, stored.anchor, isHeld(stored.conflicts));
      }
      loaded(graph.size);
    }
    return new ResolverMemory(setting, { graph, model }, restraint, loaded);
  }

  /** To whom each record belongs. */
  get places(): Places {
    return this.#setting.places;
  }

  get graph(): IdentityGraph {
    return this.#active.graph;
  }

  /** The active model as it was activated; undefined for the starter. */
  get model(): StoredModel | undefined {
    return this.#active.model;
  }

  /** Takes back everything since the last {@link ResolverMemory.keep}. */
  revert(): void {
    if (this.#active !== this.#kept || this.#active.graph.isReserved) this.#slices = undefined;
    if (this.#active !== this.#kept) this.#active.graph.revert();
    this.#active = this.#kept;
    this.#active.graph.revert();
    this.#setting.places.revert();
    this.restraint.revert();
  }

  /** Notes what was decided of some records; it stays once the batch is stored. */
  decided(nodes: Iterable<Node>): void {
    for (const { recordKey, anchor, review } of nodes)
      this.#setting.places.decide(recordKey, anchor ?? recordKey, isHeld(review?.conflicts));
  }

  /** What came is stored: it stays. */
  keep(): void {
    this.#active.graph.keep();
    this.#setting.places.keep();
    this.restraint.keep();
    this.#kept = this.#active;
  }

  /**
   * Weighs everything anew by another model. Clusters are not touched: they follow slice by slice.
   *
   * @param changed records that are not stored yet as they are by now, by record key; null for what was erased
   * @returns the model that was active before; the same model again changes nothing
   * @throws EtlError of fault `record` for a model that cannot be read
   */
  async activate(
    activation: ModelActivation,
    changed: ReadonlyMap<string, StoredViews | null>,
    reader: StateReader,
  ): Promise<{ readonly before: StoredModel | undefined; readonly now: StoredModel }> {
    const now = modelOf(activation);
    const before = this.model;
    if (before?.hash === now.hash) return { before, now };
    const graph = new IdentityGraph(linkageOf(now), this.#setting);
    for await (const page of reader.comparisons(readableVersion(graph.linkage))) {
      for (const stored of page) if (!changed.has(stored.recordKey)) loadStored(graph, stored);
      this.#loaded(graph.size);
    }
    for (const one of changed.values()) if (one !== null) graph.load(one.recordKey, graph.compare(graphRecordOf(one)));
    this.#active = { graph, model: now };
    // A model may come back: records that came under another one meanwhile are to be clustered anew as well.
    this.#slices = undefined;
    return { before, now };
  }

  /**
   * Record keys of one slice of all records.
   *
   * @param name tells sequences of slices apart: within one they are cut once, unless there are more records by now
   */
  slice(name: string, slice: number, of: number): readonly string[] {
    const { size } = this.graph;
    if (this.#slices?.name !== name || this.#slices.of !== of || this.#slices.size !== size) {
      const keys: string[][] = Array.from({ length: of }, () => []);
      for (const recordKey of this.graph.recordKeys()) keys[inSlice(recordKey, of)]?.push(recordKey);
      this.#slices = { name, of, size, keys };
    }
    return this.#slices.keys[slice]?.sort() ?? [];
  }

  /** Record keys of one slice of those of which something may be held. */
  heldSlice(slice: number, of: number): readonly string[] {
    return [...this.#setting.places.mayBeHeld()].filter((recordKey) => inSlice(recordKey, of) === slice).sort();
  }
}
