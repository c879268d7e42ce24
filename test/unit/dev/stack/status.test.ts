import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { describeEnvironment, describeReport, reportStatus } from '../../../../dev/stack/reportStatus.ts';
import { parseStatus, readStatus, writeStatus } from '../../../../dev/stack/status.ts';
import type { StackStatus } from '../../../../dev/stack/status.ts';

describe('the status of a stack', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'stack-status-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const kafka = { brokers: ['127.0.0.1:9000'], process: { pid: 2 ** 22, port: 9000, log: '/logs/kafka.log' } };

  it('is empty where no stack was started', async () => {
    expect(readStatus(directory)).to.deep.equal({});
    const report = await reportStatus(directory, {});
    expect(report.running).to.equal(false);
    expect(describeReport(report)).to.include('npm run stack -- up');
  });

  it('is read as it was written', () => {
    const status: StackStatus = { kafka, postgres: { url: 'postgres://own/registry' } };
    writeStatus(directory, status);
    expect(readStatus(directory)).to.deep.equal(status);
  });

  it('is refused when damaged, with the file and what to do', () => {
    for (const text of ['{', '{"kafka":{"brokers":[]}}', '{"postgres":{"url":"x","process":{"pid":-1}}}']) {
      expect(() => parseStatus(text, 'status.json')).to.throw(/status\.json is damaged .* reset/);
    }
  });

  it('does not take a process that is gone, or is another, for the service', async () => {
    for (const pid of [kafka.process.pid, process.pid]) {
      writeStatus(directory, { kafka: { ...kafka, process: { ...kafka.process, pid } } });
      const report = await reportStatus(directory, {});
      expect(report.kafka).to.include({ running: false, pid });
      expect(describeReport(report)).to.match(/Kafka .* DOWN/);
    }
  });

  it('shows own addresses in place of the recorded ones', async () => {
    writeStatus(directory, { kafka });
    const report = await reportStatus(directory, {
      brokers: ['own:9092'],
      schemaRegistryUrl: 'http://own:8081',
      postgresUrl: "postgres://u:it's@own/registry",
    });
    expect(report.kafka).to.deep.equal({ brokers: ['own:9092'], running: undefined });
    expect(describeReport(report)).to.match(/own:9092 .*your own/);
    expect(describeEnvironment(report).split('\n')).to.deep.equal([
      "export REGISTRY_STREAM_KAFKA_BROKERS='own:9092'",
      "export REGISTRY_STREAM_SCHEMA_REGISTRY_URL='http://own:8081'",
      "export REGISTRY_STREAM_POSTGRES_URL='postgres://u:it'\\''s@own/registry'",
    ]);
  });
});
