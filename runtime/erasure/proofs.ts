import { z } from 'zod';
import { EtlError } from '../../core/errors.ts';
import type { Erasure } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { newest } from './newest.ts';
import type { Reading } from './newest.ts';

const TYPE = 'org.registrystream.Erasure';
const TOPIC = 'erasures';

/** Why something is erased: a code and no words, for words about a person are what is erased. */
export const erasureReasons = ['request', 'mistake', 'retention', 'order', 'other'] as const;

/** One of {@link erasureReasons}. */
export type ErasureReason = (typeof erasureReasons)[number];

/** The key of a proof, of the record's state in `source.records`, and of its entry in `source.index`. */
export const nameOf = ({ recordKey, import: importName }: Pick<Erasure, 'recordKey' | 'import'>): string =>
  `${recordKey}/${importName}`;

/** The message that keeps a proof. */
export const proofMessage = (
  { codec, topic }: Pick<Deployment, 'codec' | 'topic'>,
  erasure: Erasure,
): OutgoingMessage => {
  const name = topic(TOPIC);
  return { topic: name, key: nameOf(erasure), value: codec.encode(name, TYPE, erasure), headers: {} };
};

/**
 * Reads the list of what was erased.
 *
 * @returns by {@link nameOf}, in the order of the log
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const readProofs = (reading: Reading): Promise<ReadonlyMap<string, Erasure>> =>
  newest(
    reading,
    TOPIC,
    () => true,
    // A plain object: what the codec gives is an instance of a class of its own.
    ({ value }) => ({ ...(reading.codec.decode(value).value as Erasure) }),
  );

const recordKey = z.string().regex(/^[0-9a-f]{32}$/);

const proofSchema = z.strictObject({
  recordKey,
  source: z.string().min(1),
  import: z.string().min(1),
  target: z.enum(['person', 'group']),
  entityId: z.uuid(),
  aliases: z.array(z.string().regex(/^[rin]:[0-9a-f]{32}$/)),
  reason: z.string().min(1),
  erasedBy: z.string().min(1),
  erasedAt: z.int(),
  mayReturn: z.boolean(),
});

/** What is to be erased, as it was said. */
export interface Targets {
  /** Of registrants and groups. */
  readonly ids: ReadonlySet<string>;
  readonly recordKeys: ReadonlySet<string>;
  /** Earlier erasures that are to be applied again. */
  readonly proofs: readonly Erasure[];
}

const refused = (code: string, message: string): EtlError =>
  new EtlError(code, 'config', message, { component: 'runtime/erasure' });

/** Sorts ids and record keys. @throws EtlError `config` `ERASURE_TARGET_INVALID`, by its place, for what is neither */
const sorted = (names: readonly (readonly [place: string, name: string])[]): Targets => {
  const ids = new Set<string>();
  const recordKeys = new Set<string>();
  for (const [place, name] of names) {
    if (z.uuid().safeParse(name).success) ids.add(name);
    else if (recordKey.safeParse(name).success) recordKeys.add(name);
    else
      throw refused(
        'ERASURE_TARGET_INVALID',
        `${place} is neither the id of a registrant or group nor a record key; registry-stream find names both. Never put a name or an identifier there: the shell keeps it`,
      );
  }
  return { ids, recordKeys, proofs: [] };
};

/** What the arguments of a command name. Throws as {@link listedTargets} does. */
export const namedTargets = (names: readonly string[]): Targets =>
  sorted(names.map((name, place) => [`argument ${String(place + 1)}`, name]));

const proofOf = (text: string, place: string): Erasure => {
  try {
    return proofSchema.parse(JSON.parse(text));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof z.ZodError)) throw thrown;
    throw refused('ERASURE_TARGET_INVALID', `${place} is no proof as registry-stream erase --proofs writes it`);
  }
};

/**
 * Reads a list: one id, record key or proof a line; empty lines and what follows a `#` are passed over.
 *
 * @throws EtlError `config` `ERASURE_TARGET_INVALID` for a line that is none of them, by its number
 */
export const listedTargets = (text: string): Targets => {
  const lines = text
    .split('\n')
    .map((line, index) => [`line ${String(index + 1)}`, line.trim()] as const)
    .map(([place, line]) => [place, line.startsWith('{') ? line : (line.split('#')[0] ?? '').trim()] as const)
    .filter(([, line]) => line !== '');
  const isProof = ([, line]: readonly [string, string]): boolean => line.startsWith('{');
  return {
    ...sorted(lines.filter((line) => !isProof(line))),
    proofs: lines.filter(isProof).map(([place, line]) => proofOf(line, place)),
  };
};

/** All of several. */
export const joined = (all: readonly Targets[]): Targets => ({
  ids: new Set(all.flatMap(({ ids }) => [...ids])),
  recordKeys: new Set(all.flatMap(({ recordKeys }) => [...recordKeys])),
  proofs: all.flatMap(({ proofs }) => proofs),
});
