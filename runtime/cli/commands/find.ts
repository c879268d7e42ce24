import type { Query } from '../../../core/streamProcessor.ts';
import { EtlError } from '../../../core/errors.ts';
import { findByIdentifier, type FoundRegistrant } from '../../../sinks/index.ts';
import type { Output } from '../output.ts';

const describe = (found: FoundRegistrant): string => {
  const survivor =
    found.survivorId === null || found.survivorId === found.registrantId ? '' : `, goes on as ${found.survivorId}`;
  const ended = found.identifier.endDate === null ? '' : `, gone since ${found.identifier.endDate}`;
  const lines = [
    `${found.kind} ${found.registrantId}  ${found.sealed ? '(sealed)' : (found.name ?? '(no name)')}  ${found.status}${survivor}`,
    `  by ${found.identifier.type} (${found.identifier.status}${ended})`,
    ...found.sources.map(
      (source) =>
        `  record ${source.recordKey} of ${source.source}/${source.import}: ${source.state}, seen ${source.observedAt}`,
    ),
    ...found.groups.map((group) => `  ${found.kind === 'group' ? 'member' : 'in group'} ${group}`),
    ...found.programs.map((program) => `  programme ${program.program}: ${program.state}`),
  ];
  return lines.join('\n');
};

/**
 * `registry-stream find`: who holds an identifier, by which records, in which groups and programmes.
 *
 * The identifier comes from standard input, never from the command line, where the process list and the shell's history
 * would keep it.
 *
 * @throws EtlError `IDENTIFIER_MISSING` when standard input is empty
 */
export const find = async (query: Query, identifier: string, output: Output): Promise<void> => {
  const value = identifier.trim();
  if (value === '')
    throw new EtlError(
      'IDENTIFIER_MISSING',
      'config',
      'no identifier on standard input; for example: echo "$IDENTIFIER" | registry-stream find',
      { component: 'runtime/cli' },
    );
  const found = await findByIdentifier(query, value);
  if (output.json) output.write(JSON.stringify(found, null, 2));
  else output.write(found.length === 0 ? 'nobody holds this identifier' : found.map(describe).join('\n'));
};
