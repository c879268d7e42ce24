import { EtlError } from '../../core/errors.ts';
import type { ScanMode } from '../../core/source.ts';
import type { RunRequest } from './importRun.ts';
import type { ImportOptions, SourceOptions } from './options.ts';

/** Which imports to run, and how. */
export interface RunOnceOptions {
  /** Default `incremental`; an import that was never read completely is read completely in either case. */
  readonly mode?: ScanMode;
  /** Names; all when absent. */
  readonly imports?: readonly string[];
  /** Reads once more what has changed since, milliseconds since 1970 UTC; with `mode: 'incremental'`. */
  readonly since?: number;
  /** Lets the withdrawals happen that a guard holds; with `mode: 'complete'`, for only such a scan can withdraw. */
  readonly acceptWithdrawals?: boolean;
}

/**
 * The imports of these names; all without any.
 *
 * @throws EtlError `config` `SOURCE_IMPORT_UNKNOWN`
 */
export const chosenImports = (
  source: SourceOptions,
  names: readonly string[] | undefined,
): readonly ImportOptions[] => {
  const unknown = names?.find((name) => !source.imports.some((one) => one.name === name));
  if (unknown === undefined) return source.imports.filter(({ name }) => names?.includes(name) ?? true);
  const text = `the source ${source.name} has no import ${unknown}; it has: ${source.imports.map(({ name }) => name).join(', ')}`;
  throw new EtlError('SOURCE_IMPORT_UNKNOWN', 'config', text, { component: 'runtime/source', field: 'imports' });
};

/** What each import is asked. @param resume false: a run in progress is left alone */
export const requestOf = (options: RunOnceOptions, resume: boolean): RunRequest => ({
  mode: options.mode ?? 'incremental',
  since: options.since,
  acceptWithdrawals: options.acceptWithdrawals ?? false,
  resume,
});
