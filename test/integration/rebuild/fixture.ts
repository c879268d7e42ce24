import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { FAULT_POINT_VARIABLE } from '../../../runtime/faultPoint.ts';
import type { Group } from '../../../schemas/generated/Group.ts';
import type { Registrant } from '../../../schemas/generated/Registrant.ts';
import { partitionFor } from '../../../runtime/kafka/index.ts';
import type { OutgoingMessage } from '../../../runtime/kafka/index.ts';
import { createPool } from '../../../runtime/postgres/index.ts';
import {
  patientPool,
  rebuild,
  type RebuildContext,
  type RebuildReport,
  type RebuildRequest,
} from '../../../runtime/rebuild/index.ts';
import { stateTables, upsertMembershipKinds, upsertPrograms } from '../../../sinks/index.ts';
import { finishWith } from '../../faults/deployment.ts';
import { runCommand, type Finished } from '../../support/program.ts';
import { useStack } from '../../support/stack.ts';
import { quiet, withWhole, type WholeDeployment } from '../deadLetters/fixture.ts';

const PARTITIONS = 2;

/** A state of a registrant or group; null with an id: its tombstone. */
export type State = Registrant | Group | { readonly erased: string; readonly topic: 'registrants' | 'groups' };

/** A deployment whose registry is rebuilt: topics, tables and the sink, without a resolver. */
export class RebuildGround {
  readonly whole: WholeDeployment;

  constructor(whole: WholeDeployment) {
    this.whole = whole;
  }

  async open(): Promise<void> {
    const query = async (sql: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> =>
      (await this.whole.pool.query<Record<string, unknown>>(sql, [...parameters])).rows;
    await upsertMembershipKinds(query, ['Head']);
    await upsertPrograms(query, [
      { name: 'Cash', target: 'individual' },
      { name: 'Food', target: 'group' },
    ]);
  }

  /** The message of a state, as the resolver would publish it. */
  message(state: State): OutgoingMessage {
    const [topic, key, value] =
      'erased' in state
        ? [state.topic, state.erased, null]
        : 'groupId' in state
          ? ['groups', state.groupId, { type: 'org.registrystream.Group', state }]
          : ['registrants', state.registrantId, { type: 'org.registrystream.Registrant', state }];
    const full = `${this.whole.prefix}${topic}`;
    const bytes = value === null ? null : this.whole.codec.encode(full, value.type, value.state);
    return { topic: full, partition: partitionFor(key, PARTITIONS), key, value: bytes, headers: {} };
  }

  publish(...states: readonly State[]): Promise<void> {
    return this.whole.send(states.map((state) => this.message(state)));
  }

  /** Lets the sink do all that there is to do. */
  async sink(auditValues: 'none' | 'off' = 'none'): Promise<void> {
    await finishWith(this.whole.stage('registry', undefined, auditValues));
  }

  async rebuild(
    then: RebuildRequest['then'] = 'compare',
    more: Partial<RebuildContext> & { readonly acceptLosses?: boolean } = {},
  ): Promise<RebuildReport> {
    const { acceptLosses = false, ...context } = more;
    const patient = { ...patientPool(9), lockTimeout: 20_000 };
    const pool = createPool({ url: this.#url, applicationName: 'rebuild' }, patient, () => undefined);
    try {
      return await rebuild(
        {
          deployment: this.whole.id,
          topicPrefix: this.whole.prefix,
          kafka: this.whole.connection,
          codec: this.whole.codec,
          pool,
          uniqueKinds: ['Head'],
          workers: 2,
          skipUnreadable: false,
          assumeApplied: false,
          points: () => undefined,
          onProgress: () => undefined,
          signal: quiet,
          ...context,
        },
        { then, sample: 5, acceptLosses },
      );
    } finally {
      await pool.end();
    }
  }

  /**
   * `registry-stream rebuild --from resolved` in a process of its own.
   *
   * @param fault value of `REGISTRY_STREAM_FAULT_POINT`
   */
  async command(args: readonly string[], fault?: string): Promise<Finished> {
    const { schemaRegistryUrl } = await useStack();
    const directory = mkdtempSync(join(tmpdir(), 'registry-stream-rebuild-'));
    const file = join(directory, 'registry-stream.yaml');
    const { brokers } = this.whole.connection.config;
    writeFileSync(
      file,
      stringify({
        deployment: this.whole.id,
        secret: 'a secret of this test alone, long enough',
        kafka: { brokers, topicPrefix: this.whole.prefix, partitions: PARTITIONS },
        schemaRegistry: { url: schemaRegistryUrl },
        postgres: { url: this.#url },
        log: { level: 'error' },
      }),
    );
    try {
      return await runCommand(['rebuild', '--from', 'resolved', '--config', file, ...args], {
        environment: fault === undefined ? {} : { [FAULT_POINT_VARIABLE]: fault },
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  get #url(): string {
    return (this.whole.pool.options as { readonly connectionString?: string }).connectionString ?? '';
  }

  rows<T>(sql: string): Promise<readonly T[]> {
    return this.whole.rows<T>(sql);
  }

  /** Every row of the tables that are rebuilt, as text, in the order of their keys. */
  async tables(
    schema: 'registry' | 'registry_shadow' = 'registry',
  ): Promise<Readonly<Record<string, readonly string[]>>> {
    const found: Record<string, readonly string[]> = {};
    for (const { specification } of stateTables) {
      const columns = Object.keys(specification.columns).join(', ');
      const rows = await this.rows<{ row: string }>(
        `select row(${columns})::text as row from ${schema}.${specification.name} order by ${specification.key.join(', ')}`,
      );
      found[specification.name] = rows.map(({ row }) => row);
    }
    return found;
  }

  /** What a rebuild must leave alone, and what the audit tells. */
  async untouched(): Promise<unknown> {
    return {
      enrolments: await this.rows('select * from registry.program_membership order by registrant_id, program_id'),
      audit: await this.rows('select * from registry.audit_log order by id'),
      runs: await this.rows('select * from registry.import_run_partition order by 1, 2, 3, 4'),
      published: (await this.whole.read('audit')).length,
    };
  }

  async hasShadow(): Promise<boolean> {
    const [row] = await this.rows<{ there: boolean }>("select to_regnamespace('registry_shadow') is not null as there");
    return row?.there === true;
  }
}

/** Runs a test on a ground of its own. */
export const onRebuildGround = (use: (ground: RebuildGround) => Promise<void>): Promise<void> =>
  withWhole(async (whole) => {
    const ground = new RebuildGround(whole);
    await ground.open();
    await use(ground);
  });
