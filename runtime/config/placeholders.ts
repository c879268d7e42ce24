import { readFileSync } from 'node:fs';
import { keyText, type ConfigProblem } from './problem.ts';

/** Where placeholders take their values from; the process environment and the file system unless a test says otherwise. */
export interface PlaceholderSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
}

/** The process's own environment and files. */
export const processPlaceholders: PlaceholderSources = {
  environment: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
};

/** A placeholder that could not be filled. */
export interface UnfilledPlaceholder extends Omit<ConfigProblem, 'line'> {
  readonly path: readonly (string | number)[];
}

/**
 * Fills `${env:NAME}`, `${env:NAME:-default}` and `${file:path}` in every text of a parsed document.
 *
 * A file's content loses its trailing line break, as secrets mounted by Kubernetes and Docker have one.
 *
 * @param document what the YAML parser returned
 * @returns the filled document, and a problem for each variable or file that is missing
 */
export const fillPlaceholders = (
  document: unknown,
  sources: PlaceholderSources,
): { readonly document: unknown; readonly problems: readonly UnfilledPlaceholder[] } => {
  const problems: UnfilledPlaceholder[] = [];
  const fillText = (text: string, path: readonly (string | number)[]): string =>
    text.replaceAll(/\$\{(env|file):([^}]+)\}/g, (whole, kind: string, argument: string) => {
      const value = kind === 'env' ? fromEnvironment(argument, sources) : fromFile(argument, sources);
      if (value !== undefined) return value;
      const what =
        kind === 'env' ? `the environment variable ${argument} is not set` : `the file ${argument} cannot be read`;
      problems.push({ key: keyText(path), path, message: `${what}, and ${whole} needs it` });
      return whole;
    });
  const fill = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value === 'string') return fillText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
  };
  return { document: fill(document, []), problems };
};

const fromEnvironment = (argument: string, sources: PlaceholderSources): string | undefined => {
  const [name = '', fallback] = argument.split(':-', 2);
  const value = sources.environment[name];
  return value === undefined || value === '' ? fallback : value;
};

const fromFile = (path: string, sources: PlaceholderSources): string | undefined => {
  try {
    return sources.readFile(path).replace(/\r?\n$/, '');
  } catch {
    // The caller reports the file by name; the reason (missing, no right) is the operator's to see with `ls`.
    return undefined;
  }
};
