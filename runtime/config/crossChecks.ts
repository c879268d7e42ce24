import { duplicates } from './duplicates.ts';
import type { Config } from './schema.ts';
import { viewProblems } from './views.ts';

/** A problem found by comparing parts of the configuration with each other. */
export interface CrossCheckProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const linkedSourcesExample = (names: readonly string[]): string =>
  `must say which sources may be linked with each other, for there is more than one; write [[${names.join(', ')}]] if ` +
  'records of all of them may be one person, [] if none may, or one list for each set that may';

const linkedSourcesProblems = ({ identity, sources, adopted }: Config): CrossCheckProblem[] => {
  const names = [...sources, ...adopted].map((source) => source.name);
  const path = ['identity', 'linkedSources'];
  if (identity.linkedSources === undefined)
    return names.length < 2 ? [] : [{ path, message: linkedSourcesExample(names) }];
  return identity.linkedSources.flatMap((list, index) =>
    list.flatMap((source, place) =>
      names.includes(source) ? [] : [{ path: [...path, index, place], message: 'is not the name of a source' }],
    ),
  );
};

/**
 * What a schema cannot say: times that depend on each other, names that must be unique, programmes that must exist and
 * fit the import's target, which of several sources may be linked.
 *
 * @returns a problem for each violation, empty when all is well
 */
export const crossCheck = (config: Config): readonly CrossCheckProblem[] => {
  const problems: CrossCheckProblem[] = [];
  if (config.kafka.heartbeatInterval * 3 > config.kafka.sessionTimeout)
    problems.push({ path: ['kafka', 'heartbeatInterval'], message: 'must be at most a third of sessionTimeout' });
  for (const index of duplicates(config.sources.map((source) => source.name)))
    problems.push({ path: ['sources', index, 'name'], message: 'another source has this name' });
  const adoptedNames = config.adopted.map((registry) => registry.name);
  adoptedNames.forEach((name, index) => {
    if (adoptedNames.indexOf(name) < index || config.sources.some((source) => source.name === name))
      problems.push({ path: ['adopted', index, 'name'], message: 'another source or adopted registry has this name' });
  });
  for (const index of duplicates(config.programs.map((program) => program.name)))
    problems.push({ path: ['programs', index, 'name'], message: 'another programme has this name' });
  problems.push(...linkedSourcesProblems(config), ...viewProblems(config.views, config.programs));
  const targets = new Map(config.programs.map((program) => [program.name, program.target]));
  config.sources.forEach((source, sourceIndex) => {
    const at = ['sources', sourceIndex, 'imports'] as const;
    for (const index of duplicates(source.imports.map((one) => one.name)))
      problems.push({ path: [...at, index, 'name'], message: 'another import of this source has this name' });
    source.imports.forEach((one, importIndex) => {
      one.programs.forEach((program, index) => {
        const path = [...at, importIndex, 'programs', index];
        const target = targets.get(program);
        if (target === undefined) problems.push({ path, message: 'is not in the list programs' });
        else if (target === 'group' && one.target === 'individual')
          problems.push({ path, message: 'enrols groups, but this import brings individuals' });
      });
    });
  });
  return problems;
};
