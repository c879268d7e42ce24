import type { IdentifierType } from '../../core/identifierType.ts';
import type { EntryMapper, Source } from '../../core/source.ts';
import { connectors, mergeIdentifierTypes } from '../../connectors/index.ts';
import { scheduled } from '../config/pace.ts';
import type { Config, ImportConfig, SourceConfig } from '../config/schema.ts';
import type { SourceOptions } from '../source/options.ts';
import { describeError, type Log } from '../telemetry/log.ts';

const configuredTypes = (config: Config): readonly IdentifierType[] =>
  config.identifierTypes.map(({ name, aliases, uniqueness, pattern, checksum }) => ({
    name,
    aliases,
    uniqueness,
    ...(pattern === undefined ? {} : { pattern }),
    ...(checksum === undefined ? {} : { checksum }),
  }));

const connectorOf = (source: SourceConfig): (typeof connectors)[string] => {
  const connector = connectors[source.type];
  // loadConfig() has refused every unknown type.
  if (connector === undefined) throw new TypeError(`no connector of type ${source.type}`);
  return connector;
};

/** The identifier types that a deployment knows: those of its connectors, with the configured ones laid over them. */
export const identifierTypesOf = (config: Config): readonly IdentifierType[] => {
  const kinds = new Set(config.sources.map(connectorOf));
  const known = [...kinds].reduce<readonly IdentifierType[]>(
    (all, connector) => mergeIdentifierTypes(all, connector.identifierTypes),
    [],
  );
  return mergeIdentifierTypes(known, configuredTypes(config));
};

const createOptions = (config: Config, source: SourceConfig, one: ImportConfig) => ({
  source: source.name,
  import: one.name,
  target: one.target,
  connection: source.connection,
  query: one.query,
  identifierTypes: mergeIdentifierTypes(connectorOf(source).identifierTypes, configuredTypes(config)),
});

/** Makes the mapping of one import, for entries that are at hand. Throws as {@link openImport} does. */
export const openMapper = (config: Config, source: SourceConfig, one: ImportConfig): EntryMapper =>
  connectorOf(source).createMapper(createOptions(config, source, one));

/**
 * Makes the connector of one import; nothing is requested yet.
 *
 * @throws EtlError `config` for what only the whole of the configuration shows, such as a mapping that names a missing
 *   value table
 */
export const openImport = (config: Config, source: SourceConfig, one: ImportConfig, log: Log): Source =>
  connectorOf(source).create({
    ...createOptions(config, source, one),
    hooks: {
      onRetry: (error, attempt) => {
        log('warn', 'the registry did not answer as it should; it is asked again', {
          attempt,
          ...describeError(error),
        });
      },
    },
  });

const programsFor = (config: Config, one: ImportConfig, target: 'individual' | 'group'): readonly string[] =>
  one.programs.filter((name) => config.programs.some((program) => program.name === name && program.target === target));

/** A source with its imports, ready for a source worker. The priority of an import is its place in the file. */
export const openSource = (config: Config, source: SourceConfig, log: Log): SourceOptions => {
  const before = config.sources.slice(0, config.sources.indexOf(source)).flatMap((one) => one.imports).length;
  return {
    name: source.name,
    country: source.country,
    imports: source.imports.map((one, index) => ({
      name: one.name,
      source: openImport(config, source, one, log),
      complete: one.complete,
      programs: { person: programsFor(config, one, 'individual'), group: programsFor(config, one, 'group') },
      priority: before + index,
      every: scheduled(one.every ?? source.every, source.timeZone),
      completeEvery: scheduled(one.completeEvery ?? source.completeEvery, source.timeZone),
      grace: one.grace,
      guards: one.guards,
      rejections: one.rejections,
      volatileFields: [...connectorOf(source).volatileFields, ...one.volatileFields],
      keepRaw: one.keepRaw,
      readmitsErased: config.erasure.onReturn === 'readmit',
    })),
  };
};
