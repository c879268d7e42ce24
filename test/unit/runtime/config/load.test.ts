import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { z } from 'zod';
import { EtlError } from '../../../../core/errors.ts';
import { loadConfig } from '../../../../runtime/config/load.ts';

const good = `deployment: demo
secret: \${env:SECRET}
kafka:
  brokers: [127.0.0.1:9092]
schemaRegistry:
  url: http://127.0.0.1:8081
postgres:
  url: postgres://registry:\${file:/run/secrets/password}@127.0.0.1/registry
programs:
  - { name: Cash, target: individual }
sources:
  - name: national
    type: fake
    country: PH
    connection:
      address: http://registry.example
    imports:
      - name: people
        target: individual
        programs: [Cash]
        every: 30s
        query: { limit: 5 }
`;

const twoSources = `${good}  - name: clinic
    type: fake
    country: PH
    connection: { address: http://clinic.example }
    imports: [{ name: people, target: individual }]
`;

const connectors = {
  fake: {
    connectionConfig: z.strictObject({ address: z.url() }),
    importConfig: z.strictObject({ limit: z.int().default(100) }),
  },
};

describe('loadConfig', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'registry-stream-config-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const load = (
    text: string,
    environment: Record<string, string> = { SECRET: 's'.repeat(32) },
  ): ReturnType<typeof loadConfig> => {
    const file = join(directory, 'c.yaml');
    writeFileSync(file, text);
    const readFile = (path: string): string => {
      if (path !== '/run/secrets/password') throw new Error('ENOENT');
      return 'hunter2\n';
    };
    return loadConfig({ file, connectors, placeholders: { environment, readFile } });
  };

  const problems = (text: string, environment?: Record<string, string>): string => {
    try {
      load(text, environment);
    } catch (error) {
      if (!(error instanceof EtlError)) throw error;
      expect(error.fault).to.equal('config');
      return error.message.replaceAll(`${directory}/`, '');
    }
    throw new Error('accepted a configuration that is wrong');
  };

  it('fills placeholders, defaults and durations', () => {
    const config = load(good);
    expect(config.secret).to.equal('s'.repeat(32));
    expect(config.postgres.url).to.equal('postgres://registry:hunter2@127.0.0.1/registry');
    expect(config.kafka.topicPrefix).to.equal('registry.');
    const [source] = config.sources;
    expect(source?.imports[0]?.every).to.equal(30_000);
    expect(source?.imports[0]?.query).to.deep.equal({ limit: 5 });
  });

  it('reads cron expressions, of a source and of one of its imports', () => {
    const text = good
      .replace('    country: PH\n', "    country: PH\n    completeEvery: '0 2 * * *'\n    timeZone: Asia/Manila\n")
      .replace('every: 30s', "every: '*/10 8-17 * * 1-5'");
    const [source] = load(text).sources;
    expect(source).to.deep.include({ every: 300_000, completeEvery: { cron: '0 2 * * *' }, timeZone: 'Asia/Manila' });
    expect(source?.imports[0]?.every).to.deep.equal({ cron: '*/10 8-17 * * 1-5' });
    expect(source?.imports[0]?.completeEvery).to.equal(undefined);
  });

  it('lets addresses in the environment win', () => {
    const config = load(good, {
      SECRET: 's'.repeat(32),
      REGISTRY_STREAM_KAFKA_BROKERS: 'a:1,b:2',
      REGISTRY_STREAM_POSTGRES_URL: 'postgres://other/x',
    });
    expect(config.kafka.brokers).to.deep.equal(['a:1', 'b:2']);
    expect(config.postgres.url).to.equal('postgres://other/x');
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    [
      'a key that does not exist',
      good.replace('deployment: demo', 'deployment: demo\ndeploiment: x'),
      /^c.yaml:2: deploiment: is not a key/,
    ],
    [
      'a value of the wrong form',
      good.replace('every: 30s', 'every: soon'),
      /^c.yaml:21: sources\[0\].imports\[0\].every: must be a number and a unit/,
    ],
    [
      'a cron expression that cannot be read',
      good.replace('every: 30s', "every: '61 2 * * *'"),
      /^c.yaml:21: sources\[0\].imports\[0\].every: is no cron expression: Invalid value for minute: 61/,
    ],
    [
      'a cron expression of a day that no year has',
      good.replace('every: 30s', "every: '0 2 30 2 *'"),
      /^c.yaml:21: sources\[0\].imports\[0\].every: is a cron expression of a moment that never comes/,
    ],
    [
      'a time zone that nobody has heard of',
      good.replace('    country: PH\n', '    country: PH\n    timeZone: Asia/Atlantis\n'),
      /^c.yaml:\d+: sources\[0\].timeZone: must be a time zone such as Asia\/Manila/,
    ],
    ['a missing key', good.replace('    country: PH\n', ''), /^c.yaml:12: sources\[0\].country: /],
    [
      'a missing file',
      good.replace('/run/secrets/password', '/nowhere'),
      /^c.yaml:8: postgres.url: the file \/nowhere cannot be read/,
    ],
    [
      'an unknown connector',
      good.replace('type: fake', 'type: fakir'),
      /^c.yaml:13: sources\[0\].type: is not a kind of connector; there are: fake/,
    ],
    [
      "a connector's own key",
      good.replace('http://registry.example', 'nonsense'),
      /^c.yaml:16: sources\[0\].connection.address: Invalid URL/,
    ],
    [
      'an unknown programme',
      good.replace('programs: [Cash]', 'programs: [Cush]'),
      /^c.yaml:20: sources\[0\].imports\[0\].programs\[0\]: is not in the list/,
    ],
    [
      'a programme for groups on an import of individuals',
      good.replace('target: individual }', 'target: group }'),
      /enrols groups/,
    ],
    [
      'heartbeats too rare for the session',
      good.replace(
        'brokers: [127.0.0.1:9092]',
        'brokers: [127.0.0.1:9092]\n  sessionTimeout: 2s\n  heartbeatInterval: 1s',
      ),
      /^c.yaml:6: kafka.heartbeatInterval: must be at most a third of sessionTimeout/,
    ],
    [
      'several sources of which it is not said whether they may be linked',
      twoSources,
      /identity.linkedSources: must say which .*write \[\[national, clinic\]\] if records of all .* \[\] if none may/,
    ],
    [
      'a source that may be linked and is not there',
      `${twoSources}identity: { linkedSources: [[national, klinik]] }\n`,
      /identity.linkedSources\[0\]\[1\]: is not the name of a source/,
    ],
    ['broken YAML', good.replace('kafka:', 'kafka: ['), /^c.yaml:\d+: YAML: /],
  ];
  for (const [what, text, expected] of wrong) {
    it(`names file, line and key for ${what}`, () => {
      expect(problems(text)).to.match(expected);
    });
  }

  it('takes several sources once it is said which may be linked: none, or those in a list', () => {
    for (const linkedSources of [[], [['national', 'clinic']]]) {
      const text = `${twoSources}identity: ${JSON.stringify({ linkedSources })}\n`;
      expect(load(text).identity.linkedSources).to.deep.equal(linkedSources);
    }
  });

  it('names a variable that is not set', () => {
    expect(problems(good, {})).to.match(/^c.yaml:2: secret: the environment variable SECRET is not set/);
  });

  it('never repeats a secret', () => {
    expect(problems(good, { SECRET: 'too-short-secret' })).not.to.include('too-short-secret');
  });
});
