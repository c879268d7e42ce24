import { expect } from 'chai';
import { describe, it } from 'mocha';
import { kafkaSettings, toPropertiesFile } from '../../../../dev/stack/kafkaProperties.ts';

describe('the settings of the embedded broker', () => {
  const settings = kafkaSettings({ port: 9000, controllerPort: 9001, logDirectory: 'data/kafka' });

  it('listen on 127.0.0.1 and nowhere else', () => {
    expect(settings['listeners']).to.equal('PLAINTEXT://127.0.0.1:9000,CONTROLLER://127.0.0.1:9001');
    expect(settings['advertised.listeners']).to.equal('PLAINTEXT://127.0.0.1:9000');
    expect(settings['controller.quorum.voters']).to.equal('1@127.0.0.1:9001');
  });

  it('ask for one replica wherever Kafka would want three', () => {
    const replication = Object.entries(settings).filter(([key]) => /replication\.factor|min\.isr/.test(key));
    expect(replication).to.have.length.at.least(5);
    for (const [key, value] of replication) expect(value, key).to.equal('1');
  });

  it('make no topic by accident', () => {
    expect(settings['auto.create.topics.enable']).to.equal('false');
  });
});

describe('a Java properties file', () => {
  it('has a line for each setting', () => {
    expect(toPropertiesFile({ 'node.id': '1', listeners: 'A://:1,B://:2' })).to.equal(
      'node.id=1\nlisteners=A://:1,B://:2\n',
    );
  });

  it('escapes what Java would read otherwise', () => {
    expect(toPropertiesFile({ path: ' C:\\data\nnext' })).to.equal('path=\\ C:\\\\data\\nnext\n');
  });

  it('is ASCII, because Java reads it as Latin-1', () => {
    expect(toPropertiesFile({ path: '/home/đỗ' })).to.equal('path=/home/\\u0111\\u1ed7\n');
  });
});
