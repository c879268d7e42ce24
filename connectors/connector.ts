import type { z } from 'zod';
import type { EtlError } from '../core/errors.ts';
import type { IdentifierType } from '../core/identifierType.ts';
import type { EntryMapper, Source } from '../core/source.ts';

/** What a source tells while it works; for logs and metrics. Nothing in it holds personal data. */
export interface SourceHooks {
  /** Before the pause that follows a failed request: the error and which try it was, counted from 1. */
  readonly onRetry?: (error: EtlError, attempt: number) => void;
}

/** What a connector needs to read one import. */
export interface CreateSource {
  /** Names of the source and of the import in the configuration, for messages and for the scope. */
  readonly source: string;
  readonly import: string;
  /** What each entry of the answer is. */
  readonly target: 'individual' | 'group';
  /** `connection` of the source, as {@link ConnectorDefinition.connectionConfig} returned it. */
  readonly connection: unknown;
  /** `query` of the import, as {@link ConnectorDefinition.importConfig} returned it. */
  readonly query: unknown;
  /** The connector's own types with the deployment's laid over them (`mergeIdentifierTypes`). */
  readonly identifierTypes: readonly IdentifierType[];
  readonly hooks?: SourceHooks;
  /** Milliseconds since 1970 UTC; the machine's clock when absent. */
  readonly now?: () => number;
}

/** A kind of registry that can be polled. To add one: a folder with its definition, and a line in `index.ts`. */
export interface ConnectorDefinition {
  /** Names the kind in the configuration (`type` of a source). */
  readonly type: string;
  /** One line for `registry-stream init`. */
  readonly summary: string;
  /** Schema of `connection`. Secrets carry `secret: true` in their meta. Parsing twice gives the same as once. */
  readonly connectionConfig: z.ZodType;
  /** Schema of `query`. Parsing twice gives the same as once. */
  readonly importConfig: z.ZodType;
  /** Identifier types that registries of this kind commonly have. */
  readonly identifierTypes: readonly IdentifierType[];
  /** Fields of the raw record, as dotted paths, whose change alone is no change of the record. */
  readonly volatileFields: readonly string[];
  /**
   * Makes a source; nothing is requested yet.
   *
   * @throws EtlError `config` for what only the whole shows: a mapping that names a missing value table, an identifier
   *   type with a checksum that does not exist
   */
  readonly create: (options: CreateSource) => Source;
  /**
   * Makes the mapping of an import alone, for entries that are at hand already. Throws as `create` does.
   */
  readonly createMapper: (options: CreateSource) => EntryMapper;
}
