import { readFileSync } from 'node:fs';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { crossCheck } from './crossChecks.ts';
import { fillPlaceholders, processPlaceholders, type PlaceholderSources } from './placeholders.ts';
import { configError, keyText, type ConfigProblem } from './problem.ts';
import { configSchema, type Config } from './schema.ts';

/** Schemas of one kind of connector, for `connection` and `query`. */
export interface ConnectorSchemas {
  readonly connectionConfig: z.ZodType;
  readonly importConfig: z.ZodType;
}

/** Where the configuration comes from. */
export interface ConfigOptions {
  /** Path of the YAML file, as the operator gave it: messages repeat it. */
  readonly file: string;
  /** Connector kinds by type. */
  readonly connectors: Readonly<Record<string, ConnectorSchemas>>;
  readonly placeholders?: PlaceholderSources;
}

/** Environment variables whose addresses win over the file's. */
const addressVariables = {
  REGISTRY_STREAM_KAFKA_BROKERS: ['kafka', 'brokers'],
  REGISTRY_STREAM_SCHEMA_REGISTRY_URL: ['schemaRegistry', 'url'],
  REGISTRY_STREAM_POSTGRES_URL: ['postgres', 'url'],
} as const;

type Path = readonly (string | number)[];

/**
 * Reads, fills and checks the configuration file.
 *
 * @returns the configuration; `connection` and `query` hold what the connector's schemas returned
 * @throws EtlError `CONFIG_UNREADABLE` when the file cannot be read, `CONFIG_INVALID` with one line for each problem,
 *   each naming file, line and key and never a value
 */
export const loadConfig = (options: ConfigOptions): Config => {
  const placeholders = options.placeholders ?? processPlaceholders;
  const lineCounter = new LineCounter();
  const document = parseDocument(readText(options.file), { lineCounter, prettyErrors: false });
  const fail = (problems: readonly { readonly path: Path; readonly message: string }[]): never => {
    throw configError(
      options.file,
      problems.map(({ path, message }) => ({ key: keyText(path), line: lineOf(document, lineCounter, path), message })),
    );
  };
  if (document.errors.length > 0) throw configError(options.file, syntaxProblems(document, lineCounter));
  const filled = fillPlaceholders(withAddresses(document.toJS(), placeholders), placeholders);
  if (filled.problems.length > 0) fail(filled.problems);
  const parsed = configSchema.safeParse(filled.document);
  if (!parsed.success) return fail(issueProblems(parsed.error, []));
  const checked = checkConnectors(parsed.data, options.connectors);
  const problems = [...checked.problems, ...crossCheck(parsed.data)];
  return problems.length > 0 ? fail(problems) : checked.config;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The reason is in the message as far as an operator can act on it.
    throw configError(file, [
      {
        key: 'configuration',
        line: undefined,
        message: 'the file cannot be read; make one with: registry-stream init',
      },
    ]);
  }
};

const syntaxProblems = (document: Document.Parsed, lineCounter: LineCounter): readonly ConfigProblem[] =>
  document.errors.map((error) => ({
    key: 'YAML',
    line: lineCounter.linePos(error.pos[0]).line,
    message: error.message.split('\n', 1)[0] ?? 'not valid YAML',
  }));

const withAddresses = (root: unknown, { environment }: PlaceholderSources): unknown => {
  if (typeof root !== 'object' || root === null) return root;
  const result: Record<string, unknown> = { ...root };
  for (const [variable, [section, key]] of Object.entries(addressVariables)) {
    const value = environment[variable];
    if (value === undefined || value === '') continue;
    const before = result[section];
    result[section] = {
      ...(typeof before === 'object' && before !== null ? before : {}),
      [key]: key === 'brokers' ? value.split(',') : value,
    };
  }
  return result;
};

const issueProblems = (error: z.ZodError, prefix: Path): { path: Path; message: string }[] =>
  error.issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a key of the configuration' }));
  });

const checkConnectors = (
  config: Config,
  connectors: ConfigOptions['connectors'],
): { readonly config: Config; readonly problems: readonly { path: Path; message: string }[] } => {
  const problems: { path: Path; message: string }[] = [];
  const check = (schema: z.ZodType, value: unknown, path: Path): unknown => {
    const result = schema.safeParse(value ?? {});
    if (!result.success) problems.push(...issueProblems(result.error, path));
    return result.data;
  };
  const sources = config.sources.map((source, index) => {
    const connector = connectors[source.type];
    if (connector === undefined) {
      const known = Object.keys(connectors).join(', ');
      problems.push({ path: ['sources', index, 'type'], message: `is not a kind of connector; there are: ${known}` });
      return source;
    }
    return {
      ...source,
      connection: check(connector.connectionConfig, source.connection, ['sources', index, 'connection']),
      imports: source.imports.map((one, importIndex) => ({
        ...one,
        query: check(connector.importConfig, one.query, ['sources', index, 'imports', importIndex, 'query']),
      })),
    };
  });
  return { config: { ...config, sources }, problems };
};

/** The line of the key, or of the nearest part of its path that the file has. */
const lineOf = (document: Document.Parsed, lineCounter: LineCounter, path: Path): number | undefined => {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
  }
  return undefined;
};
