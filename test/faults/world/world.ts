import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startSimulator } from '../../../dev/simulator/index.ts';
import { uniqueName } from '../../support/stack.ts';
import { Churn } from './churn.ts';
import { writeConfiguration } from './configuration.ts';
import type { Registry } from './configuration.ts';
import { directPool } from './ground.ts';
import type { Ground } from './ground.ts';
import { Injections } from './injections.ts';
import { Link } from './link.ts';
import { SupervisedWorker } from './worker.ts';
import type { Role } from './worker.ts';

const run = promisify(execFile);

/** Partitions of the topics that have many. */
const PARTITIONS = 3;

/** Topics that stages read, by logical name, with the stage. */
export const stageInputs = [
  { stage: 'identity', topic: 'source.records', partitions: 1 },
  { stage: 'registry', topic: 'registrants', partitions: PARTITIONS },
  { stage: 'registry', topic: 'groups', partitions: PARTITIONS },
] as const;

/** A worker with the network that it alone uses. */
export interface Station {
  readonly worker: SupervisedWorker;
  readonly kafka: Link;
  readonly postgres: Link;
  readonly schemaRegistry: Link;
}

/** How a world is made. */
export interface WorldOptions {
  readonly ground: Ground;
  readonly seed: number;
  /** Path of the bundled program. */
  readonly program: string;
  /** Households of the larger of the two registries. */
  readonly households?: number;
  /** Workers by role; by default one source (there is one for each source in the world), two resolvers, two sinks. */
  readonly workers?: Readonly<Record<Role, number>>;
}

/** A deployment of the real program, with everything around it that a fault may disturb. */
export class World {
  readonly name: string;
  readonly prefix: string;
  readonly ground: Ground;
  readonly registries: readonly Registry[];
  readonly churn: Churn;
  readonly stations: Station[] = [];
  readonly injections: Injections;
  readonly directory: string;
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly partitions = PARTITIONS;
  readonly #program: string;

  private constructor(options: WorldOptions, name: string, registries: readonly Registry[], directory: string) {
    this.name = name;
    this.prefix = `${name}.`;
    this.ground = options.ground;
    this.registries = registries;
    this.churn = new Churn(registries, options.seed);
    this.directory = directory;
    this.#program = options.program;
    const url = new URL(options.ground.stack.postgres.url);
    url.pathname = `/${name.replaceAll('-', '_')}`;
    this.databaseUrl = url.href;
    this.pool = directPool(this.databaseUrl);
    this.injections = new Injections(options.ground.kafka, this.prefix);
  }

  /** Makes database, topics and schemas, by the program's own `migrate`; nothing runs yet. */
  static async create(options: WorldOptions): Promise<World> {
    const { ground, seed, households = 60 } = options;
    const name = uniqueName('faults');
    const directory = join(ground.stack.directory, 'worlds', name);
    mkdirSync(directory, { recursive: true });
    const untidy = { duplicatesWithIdentifier: 0, duplicatesWithoutIdentifier: 0 };
    const [national, district] = await Promise.all([
      startSimulator({ ...untidy, households, seed, tokenLifetime: 20 }),
      startSimulator({ ...untidy, households: Math.ceil(households / 3), seed: seed + 500, tokenLifetime: 20 }),
    ]);
    const registries = [
      { name: 'national', simulator: national, individuals: true },
      { name: 'district', simulator: district, individuals: false },
    ];
    const world = new World(options, name, registries, directory);
    const admin = directPool(ground.stack.postgres.url, 1);
    const database = pg.escapeIdentifier(new URL(world.databaseUrl).pathname.slice(1));
    await admin.query(`create database ${database}`);
    // Shorter than the workers' lock timeout, or that would end every deadlock before it is seen.
    await admin.query(`alter database ${database} set deadlock_timeout = '300ms'`);
    await admin.end();
    const counts = options.workers ?? { source: 1, processor: 2, sink: 2 };
    for (const role of ['source', 'processor', 'sink'] as const)
      for (let number = 1; number <= counts[role]; number += 1) world.stations.push(await world.station(role, number));
    const [first] = world.stations;
    if (first !== undefined) await world.command(['migrate'], first);
    return world;
  }

  /** Sets a worker up with a network of its own; it is not started. */
  async station(role: Role, number: number | string): Promise<Station> {
    const { stack, broker } = this.ground;
    const name = `${role}-${String(number)}`;
    const database = new URL(this.databaseUrl);
    const registry = new URL(stack.schemaRegistry.url);
    const kafka = await Link.open('kafka', broker);
    const postgres = await Link.open('postgres', database.host);
    const schemaRegistry = await Link.open('other', registry.host);
    database.port = String(postgres.port);
    registry.port = String(schemaRegistry.port);
    const configuration = join(this.directory, `${name}.yaml`);
    writeConfiguration(configuration, {
      deployment: this.name,
      prefix: this.prefix,
      partitions: this.partitions,
      broker: `127.0.0.1:${String(kafka.port)}`,
      schemaRegistryUrl: registry.href,
      postgresUrl: database.href,
      registries: this.registries,
    });
    const worker = new SupervisedWorker({
      name,
      role,
      program: this.#program,
      configuration,
      logFile: join(this.directory, `${name}.log`),
    });
    return { worker, kafka, postgres, schemaRegistry };
  }

  /** Runs a command of the program with a worker's configuration, to its end. */
  async command(command: readonly string[], { worker }: Station): Promise<string> {
    const file = join(this.directory, `${worker.name}.yaml`);
    const { stdout } = await run(process.execPath, [this.#program, ...command, '--config', file], {
      cwd: this.directory,
    });
    return stdout;
  }

  topic(logicalName: string): string {
    return `${this.prefix}${logicalName}`;
  }

  /** The stations of a role, or of all. */
  of(role?: Role): readonly Station[] {
    return this.stations.filter(({ worker }) => role === undefined || worker.role === role);
  }

  start(): void {
    for (const { worker } of this.stations) worker.start();
    this.churn.start();
  }

  /** Ends the workers in order; what they have done stays. */
  async stopWorkers(): Promise<void> {
    await Promise.all(this.stations.map(({ worker }) => worker.stop()));
  }

  /** Removes a station that was set up for a fault alone. */
  async dismiss({ worker, kafka, postgres, schemaRegistry }: Station): Promise<void> {
    await worker.close();
    await Promise.all([kafka.close(), postgres.close(), schemaRegistry.close()]);
  }

  /** Ends everything that the world has, and removes its database and topics. */
  async close(): Promise<void> {
    this.churn.stop();
    await Promise.all(this.stations.map((station) => this.dismiss(station)));
    await this.injections.close();
    await this.pool.end();
    await Promise.all(this.registries.map(({ simulator }) => simulator.close()));
  }
}
