import { readFileSync } from 'node:fs';
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { Parser } from '@asyncapi/parser';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
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

  it('gives headers to every type but those of which only sources read', () => {
    const told = parse(text) as {
      readonly components: {
        readonly messages: Record<string, { readonly headers?: { readonly $ref: string } }>;
        readonly schemas: Record<string, { readonly properties: object }>;
      };
    };
    const { messages, schemas } = told.components;
    const nameOf = (type: string): string | undefined => messages[type]?.headers?.$ref.split('/').at(-1);
    const without = Object.keys(messages).filter((type) => nameOf(type) === undefined);
    expect(without).to.have.members(['SourceIndexEntry', 'SourceCheckpoint', 'SourceHold']);
    expect(schemas[nameOf('Group') ?? '']?.properties).to.include.keys('ce_id', 'version', 'erased-record');
    expect(schemas[nameOf('DeadLetter') ?? '']).not.to.have.property('required');
    expect(schemas[nameOf('DeadLetter') ?? '']?.properties).to.include.keys('resolution', 'resolved-below', 'reason');
  });
});
