import { z } from 'zod';
import { viewConfig } from './views.ts';
import { durationOf, pace, timeZone } from './pace.ts';

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'must be lower-case letters, digits and hyphens, at most 63, starting with a letter or digit',
  );

const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'must be a number and a unit, such as 30s, 15m, 6h or 1d')
  .transform((text) => durationOf(text) ?? 0);

const tls = z.union([
  z.boolean(),
  z.strictObject({
    ca: z.string().optional().describe('PEM text of the certificate authority; use ${file:…}'),
    cert: z.string().optional().describe('PEM text of the client certificate'),
    key: z.string().optional().meta({ secret: true }).describe('PEM text of the client key'),
    rejectUnauthorized: z.boolean().default(true).describe('false accepts any certificate: for tests only'),
  }),
]);

const kafka = z.strictObject({
  brokers: z
    .array(z.string().regex(/^[^:\s]+:\d+$/, 'must be host:port'))
    .min(1)
    .describe('bootstrap brokers, host:port'),
  topicPrefix: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/)
    .default('registry.')
    .describe('goes before every topic name'),
  partitions: z.int().min(1).max(1000).default(4).describe('partitions of the topics that have many'),
  replicationFactor: z.int().min(1).max(10).default(1).describe('3 in production'),
  sessionTimeout: duration
    .prefault('6s')
    .describe('a stage that shows no sign of life for so long loses its partitions (session.timeout.ms)'),
  heartbeatInterval: duration.prefault('1s').describe('at most a third of sessionTimeout (heartbeat.interval.ms)'),
  rebalanceTimeout: duration
    .prefault('8s')
    .describe('how long a member that is at work may hold a rebalance up (rebalance.timeout.ms)'),
  transactionTimeout: duration
    .prefault('15s')
    .describe('the broker ends a transaction that its producer left open for so long (transaction.timeout.ms)'),
  ssl: tls.optional(),
  sasl: z
    .strictObject({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
      username: z.string().min(1),
      password: z.string().min(1).meta({ secret: true }),
    })
    .optional(),
});

const identifierType = z.strictObject({
  name: z.string().min(1),
  aliases: z.array(z.string().min(1)).default([]),
  uniqueness: z.enum(['unique', 'shared']),
  pattern: z.string().min(1).optional().describe('regular expression that the whole value must match'),
  checksum: z.string().min(1).optional().describe('luhn, verhoeff, or a stdnum validator such as in_.aadhaar'),
});

const share = z.number().min(0).max(1);

const importSchema = z.strictObject({
  name,
  target: z.enum(['individual', 'group']).describe('what each entry of the answer is'),
  complete: z
    .boolean()
    .default(false)
    .describe('true: the import sees everybody, so that absence from two complete scans means gone'),
  programs: z.array(z.string().min(1)).default([]).describe('programmes for which a draft enrolment is proposed'),
  every: pace.optional().describe("incremental scans of this import; the source's when absent"),
  completeEvery: pace.optional().describe("complete scans of this import; the source's when absent"),
  grace: duration.prefault('1d').describe('how long a record must be missing before it is withdrawn'),
  guards: z
    .strictObject({
      share: share.default(0.1).describe('of all records of the import, in one scan'),
      areaShare: share.default(0.25).describe('of the records of one area'),
      areaMinimum: z.int().min(1).default(20).describe('areas with fewer records are not guarded on their own'),
      windowShare: share.default(0.2).describe('of all records, over the rolling window'),
      window: duration.prefault('7d'),
      minimum: z.int().min(0).default(5).describe('up to this many withdrawals pass without a guard'),
    })
    .prefault({}),
  rejections: z
    .strictObject({
      share: share.default(0.2).describe('of the persons, or of the groups, of one run that break the mapping'),
      minimum: z.int().min(1).default(50).describe('with fewer persons or groups met, the run goes on'),
    })
    .prefault({})
    .describe('beyond them the run stops, for the mapping is broken and not the records'),
  volatileFields: z.array(z.string()).default([]).describe('fields of the raw record whose change alone is no change'),
  keepRaw: z
    .boolean()
    .default(true)
    .describe('keep the original JSON in the event, so that a mapping can be corrected later'),
  query: z.unknown().optional().describe('how the connector asks: see the connector'),
});

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters, such as PH')
  .describe('region in which phone numbers without a country code are read');

const source = z.strictObject({
  name,
  type: z.string().min(1).describe('kind of connector, for example openg2p'),
  country,
  connection: z.unknown().describe('address and credentials: see the connector'),
  every: pace.prefault('5m').describe('incremental scans: the pause between two, or a cron expression'),
  completeEvery: pace.prefault('1d').describe('complete scans: the pause between two, or a cron expression'),
  timeZone: timeZone.default('UTC').describe('by which cron expressions are read'),
  imports: z.array(importSchema).min(1),
});

const adopted = z.strictObject({ name, country });

/** The configuration file, less what the connectors define: `connection` of a source and `query` of an import. */
export const configSchema = z.strictObject({
  deployment: name.describe('part of every id: two deployments on one Kafka do not disturb each other'),
  secret: z
    .string()
    .min(32, 'must be at least 32 characters; make one with: openssl rand -hex 32')
    .meta({ secret: true })
    .describe('keys the record keys and hashes; back it up, for keys cannot be made again without it'),
  kafka,
  schemaRegistry: z.strictObject({
    url: z.url(),
    username: z.string().optional(),
    password: z.string().optional().meta({ secret: true }),
  }),
  postgres: z.strictObject({
    url: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')
      .meta({ secret: true }),
    ssl: tls.optional(),
  }),
  audit: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('false: no change is told, neither in registry.audit_log nor in the topic audit; see operating.md'),
      values: z.enum(['none', 'hashed', 'full']).default('hashed').describe("what the topic's events hold of values"),
    })
    .prefault({}),
  erasure: z
    .strictObject({
      onReturn: z
        .enum(['refuse', 'readmit'])
        .default('refuse')
        .describe(
          'what a source does with somebody whom registry-stream erase has erased and whom the registry still shows: ' +
            'refuse, and count it; or readmit as somebody new',
        ),
    })
    .prefault({}),
  identity: z
    .strictObject({
      identifierHolders: z
        .int()
        .min(2)
        .max(100)
        .default(5)
        .describe('an identifier that more records hold links nobody'),
      linkedSources: z
        .array(z.array(name).min(2))
        .optional()
        .describe(
          'lists of sources whose records may be one person or group; needed with more than one source, [] links none',
        ),
      guard: z
        .strictObject({
          share: share.default(0.25).describe('of the records of one area'),
          minimum: z.int().min(0).default(20).describe('up to this many changes pass in any area'),
          window: duration.prefault('7d').describe('over which changes are counted, by the time that records tell'),
        })
        .prefault({})
        .describe('more merges on weighed evidence, splits and withdrawals in one area wait for a person'),
    })
    .prefault({}),
  identifierTypes: z.array(identifierType).default([]).describe('added to what the connectors know'),
  uniqueMembershipKinds: z.array(z.string()).default(['Head']).describe('kinds that at most one member of a group has'),
  programs: z.array(z.strictObject({ name: z.string().min(1), target: z.enum(['individual', 'group']) })).default([]),
  views: z
    .array(viewConfig)
    .default([])
    .describe('topics for partners, with a few fields of registrants: access ends at the topic'),
  http: z
    .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535) })
    .optional()
    .describe('health and metrics; nothing listens without it'),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  sources: z.array(source).default([]),
  adopted: z
    .array(adopted)
    .default([])
    .describe('registries that were there before and whose people are known already: registry-stream adopt'),
});

/** The checked configuration; durations are milliseconds. */
export type Config = z.infer<typeof configSchema>;
/** One source of {@link Config}. */
export type SourceConfig = Config['sources'][number];
/** A registry that was adopted, of {@link Config}. */
export type AdoptedConfig = Config['adopted'][number];
/** One import of {@link SourceConfig}. */
export type ImportConfig = SourceConfig['imports'][number];
