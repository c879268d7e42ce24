import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ownAddresses } from '../../../../dev/stack/ownAddresses.ts';

describe('addresses of own services', () => {
  it('are none unless they are set', () => {
    expect(ownAddresses({})).to.deep.equal({});
    expect(ownAddresses({ REGISTRY_STREAM_KAFKA_BROKERS: ' ', REGISTRY_STREAM_POSTGRES_URL: '' })).to.deep.equal({});
  });

  it('are read', () => {
    expect(
      ownAddresses({
        REGISTRY_STREAM_KAFKA_BROKERS: 'one:9092, [::1]:9093',
        REGISTRY_STREAM_SCHEMA_REGISTRY_URL: 'http://schemas:8081/apis/ccompat/v7',
        REGISTRY_STREAM_POSTGRES_URL: 'postgres://user:secret@db:5432/registry',
      }),
    ).to.deep.equal({
      brokers: ['one:9092', '[::1]:9093'],
      schemaRegistryUrl: 'http://schemas:8081/apis/ccompat/v7',
      postgresUrl: 'postgres://user:secret@db:5432/registry',
    });
  });

  it('are refused by the name of their variable, without the password in them', () => {
    expect(() => ownAddresses({ REGISTRY_STREAM_KAFKA_BROKERS: 'kafka' })).to.throw(/REGISTRY_STREAM_KAFKA_BROKERS/);
    expect(() => ownAddresses({ REGISTRY_STREAM_POSTGRES_URL: 'mysql://user:secret@db' }))
      .to.throw(/REGISTRY_STREAM_POSTGRES_URL must be a URL that begins with postgres:/)
      .with.property('message')
      .that.does.not.include('secret');
  });
});
