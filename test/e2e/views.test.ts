import { expect } from 'chai';
import { typeCatalogue } from '../../runtime/deployment/topics.ts';
import { codec, deleteTopics, readToEnd, schemaIds, transactionalPublisher } from '../../runtime/kafka/index.ts';
import { openCommandLine } from '../support/commandLine.ts';
import { startCommand } from '../support/program.ts';
import { uniqueName, waitFor } from '../support/stack.ts';
import { idOf, registrant } from '../unit/sinks/postgres/events.ts';

const view = { name: 'school-meals', topic: 'view.school-meals', fields: ['sex'] };

describe('views for partners, by the program', function suite() {
  this.timeout(180_000);

  it('are checked, made, derived by a process of their own, and cannot change', async () => {
    const line = await openCommandLine('views', 'error');
    const configuration = { ...line.configuration, views: [view] };
    const { topicPrefix } = line.configuration['kafka'] as { readonly topicPrefix: string };
    const topic = `${topicPrefix}${view.topic}`;
    try {
      const migrated = await line.run(['migrate', '--json'], configuration);
      expect(migrated.code, migrated.stderr).to.equal(0);
      expect((JSON.parse(migrated.stdout) as { readonly topics: readonly string[] }).topics).to.include(topic);
      const checked = await line.run(['check'], configuration);
      expect(checked.stdout).to.include(`view school-meals: shows sex of everybody who is not sealed off, in ${topic}`);
      const registry = line.configuration['schemaRegistry'] as { readonly url: string };
      const codecs = codec(typeCatalogue(topicPrefix), schemaIds(registry));
      await codecs.prepare();
      const publisher = transactionalPublisher(line.connection, uniqueName('views'));
      await publisher.open();
      const input = `${topicPrefix}registrants`;
      const value = codecs.encode(input, 'org.registrystream.Registrant', registrant(1));
      await publisher.publish([{ topic: input, key: idOf(1), value, headers: {} }]);
      await publisher.close();
      const process = await startCommand(['run', 'view:school-meals', '--config', line.write(configuration)]);
      try {
        await waitFor(
          'the registrant in the view',
          async () => {
            const keys: (string | null)[] = [];
            await readToEnd(line.connection, {
              topic,
              onMessages: (_, messages) => {
                keys.push(...messages.map(({ key }) => key));
              },
            });
            return keys.includes(idOf(1));
          },
          60_000,
        );
      } finally {
        process.end('SIGTERM');
        await process.ended;
      }
      const other = { ...configuration, views: [{ ...view, fields: ['sex', 'fullName'] }] };
      const refused = await line.run(['migrate'], other);
      expect(refused.code).to.equal(78);
      expect(refused.stderr).to.include('VIEW_CHANGED').and.include('views[0]');
    } finally {
      await deleteTopics(line.connection, [topic]);
      await line.close();
    }
  });
});
