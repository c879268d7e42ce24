import type { RedriveSource } from '../letters/index.ts';
import type { Deployment } from './deployment.ts';
import { openMapper, openSource } from './sources.ts';

/** Sources of a configuration for a redrive: opened when first asked for, never polled. */
export interface RedriveSources {
  readonly get: (name: string) => RedriveSource | undefined;
  close(): Promise<void>;
}

/** @throws EtlError `config` (from `get`) for a mapping that cannot work */
export const redriveSources = ({ config, log }: Deployment): RedriveSources => {
  const opened = new Map<string, RedriveSource>();
  const open = (name: string): RedriveSource | undefined => {
    const source = config.sources.find((one) => one.name === name);
    if (source === undefined) return undefined;
    const mappings = source.imports.map((one) => {
      const target = one.target === 'group' ? ('group' as const) : ('person' as const);
      return [one.name, { map: openMapper(config, source, one), target }] as const;
    });
    return { options: openSource(config, source, log), mappings: new Map(mappings) };
  };
  return {
    get: (name) => {
      const source = opened.get(name) ?? open(name);
      if (source !== undefined) opened.set(name, source);
      return source;
    },
    close: async () => {
      const imports = [...opened.values()].flatMap(({ options }) => options.imports);
      await Promise.all(imports.map(({ source }) => source.close()));
    },
  };
};
