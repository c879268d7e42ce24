/**
 * What a deployment knows about a type of identifier. Types come from the connector's preset and the configuration;
 * the connector stamps what follows from them on every {@link MappedIdentifier}, so that the log alone decides later.
 */
export interface IdentifierType {
  /** Canonical name, for example `National ID`. */
  readonly name: string;
  /** Other spellings that registries use; compared without case, spaces and punctuation. */
  readonly aliases: readonly string[];
  readonly uniqueness: 'unique' | 'shared';
  /** Regular expression that the whole trimmed value must match. */
  readonly pattern?: string;
  /** Checksum to verify: `luhn`, `verhoeff`, or a validator of the stdnum library as `<country>.<name>`, for example `in_.aadhaar`. */
  readonly checksum?: string;
}
