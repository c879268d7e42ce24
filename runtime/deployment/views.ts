import { EtlError } from '../../core/errors.ts';
import type { Query } from '../../core/streamProcessor.ts';
import { definitionText, viewSchema, viewType, type ViewDefinition } from '../../processors/index.ts';
import type { Config } from '../config/schema.ts';
import type { CatalogueType, TopicSpecification } from '../kafka/index.ts';
import { compactedTopic, topicName } from './topics.ts';
import type { TopicSettings } from './topics.ts';

interface ViewSettings {
  readonly views: Config['views'];
  readonly kafka: TopicSettings;
}

/** Topics of the views, as `migrate` makes them: with as many partitions as `registrants`. */
export const viewTopics = ({ views, kafka }: ViewSettings): readonly TopicSpecification[] =>
  views.map(({ topic }) => compactedTopic(kafka, topic, kafka.partitions));

/** Types of the views, each for its own topic: a subject holds the chosen fields and no others. */
export const viewCatalogue = ({ views, kafka }: ViewSettings): readonly CatalogueType[] =>
  views.map((view) => ({
    name: viewType(view.name),
    schema: viewSchema(view),
    topics: [topicName(kafka.topicPrefix, view.topic)],
  }));

const changed = (name: string, index: number): EtlError =>
  new EtlError(
    'VIEW_CHANGED',
    'config',
    `views[${String(index)}]: the view ${name} was made with other fields, filters or another topic. A view cannot change, for what ` +
      'it has published stays as it was: put its definition back, or give the new one a name and topic of its own and take ' +
      'the old topic away (docs/consuming.md)',
    { component: 'runtime/deployment', field: `views[${String(index)}]` },
  );

/** Definitions as the views were made with, by their names; those that the configuration has no more among them. */
export const madeViews = async (query: Query): Promise<ReadonlyMap<string, string>> => {
  const [table] = await query("select to_regclass('registry_stream.view_definition') is not null as there", []);
  if (table?.['there'] !== true) return new Map();
  const rows = await query('select view, definition from registry_stream.view_definition', []);
  return new Map(rows.map((row) => [String(row['view']), String(row['definition'])]));
};

/**
 * Makes sure that the views are what they were made as.
 *
 * @returns the names of those that have not been made yet
 * @throws EtlError `config` `VIEW_CHANGED`
 */
export const checkViews = async (views: readonly ViewDefinition[], query: Query): Promise<readonly string[]> => {
  if (views.length === 0) return [];
  const made = await madeViews(query);
  views.forEach((view, index) => {
    const before = made.get(view.name);
    if (before !== undefined && before !== definitionText(view)) throw changed(view.name, index);
  });
  return views.flatMap(({ name }) => (made.has(name) ? [] : [name]));
};

/** Writes down what views are made as; for `migrate`. Throws as {@link checkViews} does. */
export const recordViews = async (views: readonly ViewDefinition[], query: Query): Promise<void> => {
  for (const view of views)
    await query(
      'insert into registry_stream.view_definition (view, definition) values ($1, $2) on conflict (view) do nothing',
      [view.name, definitionText(view)],
    );
  await checkViews(views, query);
};
