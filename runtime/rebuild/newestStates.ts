import { EtlError } from '../../core/errors.ts';
import type { InputRecord } from '../../core/streamProcessor.ts';
import { rebuiltRows, type Rebuilt } from '../../sinks/index.ts';
import type { KeyedMessage } from '../kafka/index.ts';
import { COMPONENT } from './errors.ts';
import type { Counts, RebuildContext } from './context.ts';

type Told = Exclude<Rebuilt, { readonly kind: 'marker' | 'refused' }>;

type Decoding = Pick<RebuildContext, 'codec' | 'uniqueKinds' | 'skipUnreadable'>;

const noHeaders = Object.freeze({});

const unreadable = (at: InputRecord['at'], cause: EtlError): EtlError =>
  new EtlError(
    'RECORD_UNREADABLE',
    'config',
    `topic ${at.topic}, partition ${String(at.partition)}, offset ${String(at.offset)}: ${cause.message}. ` +
      'The registry is as it was. With --skip-unreadable the state before it counts, as it does for the sink',
    { component: COMPONENT, details: { ...at, reason: cause.code, ...cause.context.details } },
    cause,
  );

/**
 * The newest state of each key, from messages that come from the newest to the oldest. A message that the sink refuses
 * leaves its key to an older one, for that is what the registry shows. One instance knows the keys of one partition.
 */
export class NewestStates {
  readonly #decoding: Decoding;
  readonly #counts: Counts;
  readonly #topic: string;
  readonly #partition: number;
  readonly #seen = new Set<string>();

  /**
   * @param counts what is met is added to them
   * @param topic logical name
   */
  constructor(decoding: Decoding, counts: Counts, topic: string, partition: number) {
    this.#decoding = decoding;
    this.#counts = counts;
    this.#topic = topic;
    this.#partition = partition;
  }

  /** Makes the schemas of messages known; before {@link told} is asked about them. */
  load(messages: readonly KeyedMessage[]): Promise<void> {
    return this.#decoding.codec.load(
      messages.map(({ key, value }) => (key === null || this.#seen.has(key) ? null : value)),
    );
  }

  /**
   * What a message says; undefined when it is not the newest of its key, or says nothing of a state.
   *
   * @throws EtlError `config` `RECORD_UNREADABLE` naming the position, unless such records are to be skipped
   */
  told({ offset, key, value }: KeyedMessage): Told | undefined {
    if (key === null || this.#seen.has(key)) return undefined;
    const at = { topic: this.#topic, partition: this.#partition, offset };
    const input = this.#decoded(at, key, value);
    if (input === undefined) return undefined;
    const rebuilt = rebuiltRows(input, this.#decoding.uniqueKinds);
    if (rebuilt.kind === 'marker') return undefined;
    if (rebuilt.kind === 'refused') {
      this.#counts.refused += 1;
      return undefined;
    }
    this.#seen.add(key);
    if (rebuilt.kind === 'state') this.#counts.states += 1;
    return rebuilt;
  }

  #decoded(at: InputRecord['at'], key: string, value: Buffer | null): InputRecord | undefined {
    const rest = { at, key, headers: noHeaders, timestamp: 0 };
    if (value === null) return { ...rest, type: undefined, value: null };
    try {
      return { ...rest, ...this.#decoding.codec.decode(value) };
    } catch (thrown) {
      if (!(thrown instanceof EtlError) || thrown.fault !== 'record') throw thrown;
      if (!this.#decoding.skipUnreadable) throw unreadable(at, thrown);
      this.#counts.unreadable += 1;
      return undefined;
    }
  }
}
