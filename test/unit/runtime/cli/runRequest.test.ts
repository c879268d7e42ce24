import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { runRequest } from '../../../../runtime/cli/program.ts';

describe('what `run` is asked for', () => {
  const sources = ['north', 'south'];
  const cases = [
    [[], { stages: ['identity', 'registry'], sources: 'all' }],
    [['source'], { stages: [], sources: ['north', 'south'] }],
    [['source:south'], { stages: [], sources: ['south'] }],
    [['processor', 'sink'], { stages: ['identity', 'registry'], sources: [] }],
    [['sink', 'registry'], { stages: ['registry'], sources: [] }],
  ] as const;
  for (const [components, expected] of cases) {
    it(`reads ${components.join(' ') || 'nothing'}`, () => {
      expect(runRequest(components, sources)).to.deep.equal(expected);
    });
  }

  it('runs views with everything else, all of them, or one', () => {
    const views = ['school', 'health'];
    expect(runRequest([], sources, views).stages).to.deep.equal(['identity', 'registry', 'view.school', 'view.health']);
    expect(runRequest(['view'], sources, views).stages).to.deep.equal(['view.school', 'view.health']);
    expect(runRequest(['view:health'], sources, views).stages).to.deep.equal(['view.health']);
    expect(() => runRequest(['view:other'], sources, views)).to.throw(EtlError, /view:school, view:health/);
  });

  it('names the components that there are when one is unknown', () => {
    expect(() => runRequest(['sonk'], sources))
      .to.throw(EtlError, /there are: source, source:north, source:south, processor, sink/)
      .with.property('fault', 'config');
  });
});
