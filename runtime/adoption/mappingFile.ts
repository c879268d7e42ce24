import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { MappingConfig } from '../../connectors/index.ts';
import { EtlError } from '../../core/errors.ts';

/**
 * Reads a mapping as it stands at a source's `connection.mapping` from a file of its own, YAML or JSON.
 *
 * @throws EtlError `config` `MAPPING_UNREADABLE`, `MAPPING_INVALID` naming each key
 */
export const readMappingFile = (file: string): MappingConfig => {
  const context = { component: 'runtime/adoption', field: 'mapping' };
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.split('\n', 1)[0] : undefined;
    throw new EtlError(
      'MAPPING_UNREADABLE',
      'config',
      `${file} cannot be read: ${reason ?? 'no YAML'}`,
      context,
      thrown,
    );
  }
  const result = MappingConfig.safeParse(content ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'the mapping'}: ${issue.message}`);
  throw new EtlError('MAPPING_INVALID', 'config', `${file}: ${problems.join('; ')}`, context);
};
