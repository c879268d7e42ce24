import type { IdentifierType } from '../../core/identifierType.ts';
import type { MappedIdentifier } from '../../core/source.ts';
import { findChecksum } from './checksum.ts';
import { mappingConfigError } from './errors.ts';

/** Spellings of a type are compared without case, spaces and punctuation. */
const typeKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * Puts a deployment's own identifier types over the preset's: one with the same name (compared as spellings are)
 * replaces the preset's, its aliases included; a spelling that an own type claims is taken from the preset's types.
 */
export const mergeIdentifierTypes = (
  preset: readonly IdentifierType[],
  own: readonly IdentifierType[],
): readonly IdentifierType[] => {
  const claimed = new Set(own.flatMap((type) => [type.name, ...type.aliases].map(typeKey)));
  const kept = preset
    .filter((type) => !claimed.has(typeKey(type.name)))
    .map((type) => ({ ...type, aliases: type.aliases.filter((alias) => !claimed.has(typeKey(alias))) }));
  return [...kept, ...own];
};

/** What follows from an identifier's type, stamped on it. */
export type Stamp = (type: string, value: string) => Pick<MappedIdentifier, 'type' | 'uniqueness' | 'wellFormed'>;

interface CompiledType {
  readonly name: string;
  readonly uniqueness: 'unique' | 'shared';
  readonly wellFormed: (value: string) => boolean;
}

const compilePattern = (type: IdentifierType): RegExp | undefined => {
  if (type.pattern === undefined) return undefined;
  try {
    return new RegExp(`^(?:${type.pattern})$`, 'u');
  } catch {
    const key = `identifierTypes.${type.name}.pattern`;
    throw mappingConfigError('IDENTIFIER_TYPE_INVALID', key, 'is not a regular expression');
  }
};

const compileType = (type: IdentifierType): CompiledType => {
  const pattern = compilePattern(type);
  const checksum = type.checksum === undefined ? undefined : findChecksum(type.checksum);
  if (type.checksum !== undefined && checksum === undefined) {
    throw mappingConfigError(
      'IDENTIFIER_TYPE_INVALID',
      `identifierTypes.${type.name}.checksum`,
      'must be luhn, verhoeff or a validator of the stdnum library such as in.aadhaar',
    );
  }
  return {
    name: type.name,
    uniqueness: type.uniqueness,
    wellFormed: (value) => (pattern?.test(value) ?? true) && (checksum?.(value) ?? true),
  };
};

/**
 * Compiles the identifier types of a deployment.
 *
 * @throws EtlError `IDENTIFIER_TYPE_INVALID` (config): a pattern or checksum that does not exist, a spelling that two
 *   types claim, a name without letters and digits
 */
export const compileIdentifierTypes = (types: readonly IdentifierType[]): Stamp => {
  const bySpelling = new Map<string, CompiledType>();
  for (const type of types) {
    const compiled = compileType(type);
    for (const spelling of new Set([type.name, ...type.aliases].map(typeKey))) {
      const other = bySpelling.get(spelling);
      if (spelling === '' || other !== undefined) {
        const problem = other === undefined ? 'has a name without letters and digits' : `is spelt as ${other.name} is`;
        throw mappingConfigError('IDENTIFIER_TYPE_INVALID', `identifierTypes.${type.name}`, problem);
      }
      bySpelling.set(spelling, compiled);
    }
  }
  return (type, value) => {
    const known = bySpelling.get(type) ?? bySpelling.get(typeKey(type));
    return known === undefined
      ? { type, uniqueness: 'unknown', wellFormed: true }
      : { type: known.name, uniqueness: known.uniqueness, wellFormed: known.wellFormed(value.trim()) };
  };
};
