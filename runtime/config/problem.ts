import { EtlError } from '../../core/errors.ts';

/** One thing that is wrong in a configuration file. */
export interface ConfigProblem {
  /** Path of the key, for example `sources[0].connection.baseUrl`. */
  readonly key: string;
  /** Line in the file, from 1; undefined when the key is missing from it altogether. */
  readonly line: number | undefined;
  /** What is wrong and what is expected; never the value, which may be a secret. */
  readonly message: string;
}

/**
 * The error for a configuration that cannot be used: one line for each problem, as `file:line: key: message`.
 *
 * @param file path of the file as the operator gave it
 * @param problems at least one
 */
export const configError = (file: string, problems: readonly ConfigProblem[]): EtlError => {
  const lines = problems.map(
    (problem) =>
      `${file}${problem.line === undefined ? '' : `:${String(problem.line)}`}: ${problem.key}: ${problem.message}`,
  );
  const field = problems[0]?.key;
  return new EtlError('CONFIG_INVALID', 'config', lines.join('\n'), {
    component: 'runtime/config',
    ...(field === undefined ? {} : { field }),
  });
};

/** Writes a path as people write it: `sources[0].name`. */
export const keyText = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${String(part)}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
