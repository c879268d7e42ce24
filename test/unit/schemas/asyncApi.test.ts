import { readFileSync } from 'node:fs';
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { Parser } from '@asyncapi/parser';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { topicDefinitions } from '../../../schemas/topics.ts';

const text = readFileSync(new URL('../../../docs/asyncapi.yaml', import.meta.url), 'utf8');

describe('the AsyncAPI document', () => {
  it('is valid by the parser of the specification, and tells every topic and every type', async function () {
    this.timeout(60_000);
    const parser = new Parser();
    parser.registerSchemaParser(AvroSchemaParser());
    const { diagnostics, document } = await parser.parse(text);
    // Errors and warnings; whatever is weaker recommends.
    const levels: readonly number[] = [0, 1];
    expect(
      diagnostics.filter(({ severity }) => levels.includes(severity)).map(({ message, path }) => ({ message, path })),
    ).to.eql([]);
    const channels = document?.channels().all() ?? [];
    expect(channels.map((channel) => channel.id())).to.eql(topicDefinitions.map(({ name }) => name));
    for (const channel of channels) {
      const { types = [] } = topicDefinitions.find(({ name }) => name === channel.id()) ?? {};
      const names = channel.messages().all();
      expect(names.map((message) => message.name())).to.have.members([...types]);
    }
  });
});
