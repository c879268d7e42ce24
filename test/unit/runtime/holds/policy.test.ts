import { expect } from 'chai';
import { describe, it } from 'mocha';
import { configSchema } from '../../../../runtime/config/schema.ts';
import { sourceLinksOf } from '../../../../runtime/holds/policy.ts';

const configOf = (names: readonly string[], linkedSources: readonly (readonly string[])[] | undefined) =>
  configSchema.parse({
    deployment: 'test',
    secret: 's'.repeat(32),
    kafka: { brokers: ['127.0.0.1:1'] },
    schemaRegistry: { url: 'http://127.0.0.1:1' },
    postgres: { url: 'postgres://127.0.0.1/test' },
    identity: linkedSources === undefined ? {} : { linkedSources },
    sources: names.map((name) => ({
      ...{ name, type: 'graphql', country: 'PH', connection: {} },
      imports: [{ name: 'people', target: 'individual' }],
    })),
  });

const pair = (lower: string, higher: string) => ({ lower, higher });

describe('which sources may be linked, by the configuration', () => {
  it('states every pair of a list, each once, in order', () => {
    const config = configOf(
      ['school', 'clinic', 'welfare'],
      [
        ['school', 'clinic', 'welfare'],
        ['clinic', 'school'],
      ],
    );
    expect(sourceLinksOf(config, undefined, 5)).to.deep.equal({
      sources: ['clinic', 'school', 'welfare'],
      linked: [pair('clinic', 'school'), pair('clinic', 'welfare'), pair('school', 'welfare')],
      statedAt: 5,
    });
  });

  it('states nothing where the configuration says nothing, as with one source', () => {
    expect(sourceLinksOf(configOf(['school'], undefined), undefined, 5)).to.equal(undefined);
  });

  it('keeps what was stated of a source that is not configured any more, and replaces all else', () => {
    const standing = {
      sources: ['clinic', 'former', 'school'],
      linked: [pair('clinic', 'former'), pair('clinic', 'school')],
      statedAt: 1,
    };
    const links = sourceLinksOf(configOf(['school', 'clinic'], []), standing, 5);
    expect(links?.linked).to.deep.equal([pair('clinic', 'former')]);
    expect(links?.sources).to.deep.equal(['clinic', 'former', 'school']);
  });
});
