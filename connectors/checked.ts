import type { z } from 'zod';
import type { EtlError } from '../core/errors.ts';

/**
 * What the runtime hands over as a connection or query, as the connector's schema has it.
 *
 * @param what names it in the message, for example `connection`
 * @param invalid makes the connector's error of fault `config`
 * @throws EtlError what `invalid` makes, with paths and rules only: values may be secrets
 */
export const checkedConfig = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  invalid: (problems: string) => EtlError,
): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(result.error.issues.map((issue) => `${[what, ...issue.path].join('.')}: ${issue.message}`).join('; '));
};
