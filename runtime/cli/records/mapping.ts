import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { EtlError } from '../../../core/errors.ts';
import type { Mapping } from './columns.ts';
import { meanings } from './meanings.ts';

const schema = z.record(z.string(), z.enum(meanings));

/**
 * Reads a mapping file: YAML or JSON, column → meaning.
 *
 * @throws EtlError `MAPPING_UNREADABLE`, `MAPPING_INVALID`
 */
export const readMapping = (file: string): Mapping => {
  const context = { component: 'runtime/cli/records', field: 'mapping' };
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EtlError('MAPPING_UNREADABLE', 'config', `${file} cannot be read: ${reason}`, context, error);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new EtlError(
    'MAPPING_INVALID',
    'config',
    `${file}: ${issue?.path.join('.') ?? 'the mapping'} must be one of ${meanings.join(', ')}`,
    context,
  );
};
