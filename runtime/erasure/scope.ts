import { EtlError } from '../../core/errors.ts';
import { entityIdsOf, placesOfIds, recordPlaces, recordsAnchoredOn, redirectsOf } from '../../processors/index.ts';
import type { RecordPlace } from '../../processors/index.ts';
import type { Erasure } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { nameOf } from './proofs.ts';
import type { Targets } from './proofs.ts';

/** All that is to be erased, by its keys. */
export interface Scope {
  readonly recordKeys: ReadonlySet<string>;
  /** Ids that the records give, whether or not a registrant or group was ever known by them. */
  readonly ids: ReadonlySet<string>;
  /** Those of the ids under which nobody is left afterwards. The others lead to records that stay. */
  readonly gone: ReadonlySet<string>;
  /** What the resolver knows of the records, by record key. */
  readonly places: ReadonlyMap<string, RecordPlace>;
  /** Record keys of groups that list one of them. */
  readonly groups: ReadonlySet<string>;
  /** Earlier erasures that are to be applied again, by their names. */
  readonly proofs: ReadonlyMap<string, Erasure>;
}

/** Whether a record gives a registrant or group its id: it goes last, so that no other takes its place for a moment. */
export const isAnchor = ({ places }: Pick<Scope, 'places'>, recordKey: string): boolean =>
  places.get(recordKey)?.anchorKey === recordKey;

const unknownId = (id: string): EtlError =>
  new EtlError(
    'ERASURE_UNKNOWN',
    'config',
    `the resolver knows no registrant or group ${id}, and none was erased under that id; is it of this deployment? Nothing was erased`,
    { component: 'runtime/erasure' },
  );

/** Record keys that some ids stand for: those of their registrants and groups as they are now. */
const keysOfIds = async (
  { config, query }: Pick<Deployment, 'config' | 'query'>,
  ids: ReadonlySet<string>,
  proofs: ReadonlyMap<string, Erasure>,
  onProgress: (keys: number) => void,
): Promise<ReadonlySet<string>> => {
  const keys = new Set<string>();
  const found = await placesOfIds(query, entityIdsOf(config.deployment), ids, onProgress);
  const anchors = [...found.values()].flatMap(({ anchorKey }) => anchorKey ?? []);
  for (const { recordKey } of await recordsAnchoredOn(query, anchors)) keys.add(recordKey);
  for (const id of ids) {
    const place = found.get(id);
    const earlier = [...proofs.values()].filter(({ entityId }) => entityId === id);
    if (place === undefined && earlier.length === 0) throw unknownId(id);
    if (place?.anchorKey === null) keys.add(place.recordKey);
    if (place === undefined) for (const { recordKey } of earlier) keys.add(recordKey);
  }
  return keys;
};

/** Which ids lead nowhere once some records are gone. */
const goneIds = async (
  { config, query }: Pick<Deployment, 'config' | 'query'>,
  recordKeys: ReadonlySet<string>,
  places: ReadonlyMap<string, RecordPlace>,
): Promise<{ readonly ids: ReadonlySet<string>; readonly gone: ReadonlySet<string> }> => {
  const idOf = entityIdsOf(config.deployment);
  const keys = [...recordKeys];
  const hosts = await redirectsOf(query, keys);
  const anchors = new Set([...places.values()].map(({ anchorKey }) => anchorKey));
  const staying = new Set(
    (await recordsAnchoredOn(query, [...anchors]))
      .filter(({ recordKey }) => !recordKeys.has(recordKey))
      .map(({ anchorKey }) => anchorKey),
  );
  const leadsOn = (key: string): boolean => {
    const place = places.get(key);
    if (place !== undefined) return staying.has(place.anchorKey);
    const host = hosts.get(key);
    return host !== undefined && (!recordKeys.has(host) || leadsOn(host));
  };
  const followers = [...hosts].filter(([key, host]) => recordKeys.has(host) && !recordKeys.has(key));
  const all = [...keys, ...followers.map(([key]) => key)];
  return {
    ids: new Set(keys.map(idOf)),
    gone: new Set(all.filter((key) => !leadsOn(key)).map(idOf)),
  };
};

/**
 * Finds all that targets stand for: of an id every record of that registrant or group, those of others that were merged
 * into it among them; of a record key that record alone.
 *
 * @param proofs the list of what was erased so far
 * @param onProgress hears how many keys have been looked at
 * @throws EtlError `config` `ERASURE_UNKNOWN` for an id that no record gives and no erasure names
 */
export const scopeOf = async (
  deployment: Pick<Deployment, 'config' | 'query'>,
  targets: Targets,
  proofs: ReadonlyMap<string, Erasure>,
  onProgress: (keys: number) => void,
): Promise<Scope> => {
  const again = new Map(targets.proofs.map((proof) => [nameOf(proof), proof]));
  const ofIds =
    targets.ids.size === 0 ? [] : await keysOfIds(deployment, targets.ids, new Map([...proofs, ...again]), onProgress);
  const recordKeys = new Set([
    ...targets.recordKeys,
    ...ofIds,
    ...[...again.values()].map(({ recordKey }) => recordKey),
  ]);
  const found = await recordPlaces(deployment.query, [...recordKeys]);
  const places = new Map(found.map((place) => [place.recordKey, place]));
  return {
    recordKeys,
    ...(await goneIds(deployment, recordKeys, places)),
    places,
    groups: new Set(found.flatMap(({ groups }) => groups)),
    proofs: again,
  };
};
