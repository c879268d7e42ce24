import { expect } from 'chai';
import { describe, it } from 'mocha';
import { topicSpecifications, typeCatalogue } from '../../../../runtime/deployment/topics.ts';
import { viewTopics } from '../../../../runtime/deployment/views.ts';

describe('topics of a deployment', () => {
  const settings = { topicPrefix: 'p.', partitions: 6, replicationFactor: 3 };

  it('gives the log one partition and the outputs many', () => {
    const partitions = new Map(topicSpecifications(settings).map((topic) => [topic.name, topic.partitions]));
    expect(partitions.get('p.source.records')).to.equal(1);
    expect(partitions.get('p.registrants')).to.equal(6);
  });

  it('has what was erased cleaned out of every topic in time, out of those for partners too', () => {
    const view = {
      name: 'meals',
      topic: 'view.meals',
      fields: ['sex' as const],
      attributes: [],
      ids: 'registrant' as const,
    };
    const topics = [...topicSpecifications(settings), ...viewTopics({ views: [view], kafka: settings })];
    expect(topics.map(({ name }) => name)).to.include('p.view.meals');
    for (const { name, configs } of topics)
      expect(configs, name).to.deep.equal({ 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '604800000' });
  });

  it('registers a type under every topic that carries it', () => {
    const run = typeCatalogue('p.').find((type) => type.name === 'org.registrystream.ImportRun');
    expect(run?.topics).to.deep.equal(['p.source.records', 'p.registrants', 'p.groups']);
  });
});
