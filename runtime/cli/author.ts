import { userInfo } from 'node:os';
import { EtlError } from '../../core/errors.ts';

const nobody = (cause?: unknown): EtlError =>
  new EtlError(
    'VERDICT_WITHOUT_AUTHOR',
    'config',
    'a decision says who made it, and the operating system has no name for this user; say it with --by',
    { component: 'runtime/cli', field: '--by' },
    cause,
  );

const operatingSystemUser = (): string => {
  try {
    return userInfo().username;
  } catch (thrown) {
    // In a container the user may be a number without a name.
    throw nobody(thrown);
  }
};

/**
 * Who decides: gives a verdict, holds changes, erases somebody.
 *
 * @param by as it was said on the command line; the operating system's user when absent
 * @throws EtlError `config` `VERDICT_WITHOUT_AUTHOR`
 */
export const authorOf = (by: string | undefined): string => {
  const name = (by ?? operatingSystemUser()).trim();
  if (name === '') throw nobody();
  return name;
};
