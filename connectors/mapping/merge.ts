import type { MappingConfig } from './config.ts';

type Part = MappingConfig['person'] | MappingConfig['group'];

/** What `own` says wins, null included; what it leaves out stays as `base` has it. */
const over = <Value>(base: Value, own: Value | undefined): Value => (own === undefined ? base : own);

const mergeShared = (base: Part, own: Part) => ({
  fields: { ...base.fields, ...own.fields },
  identifiers: over(base.identifiers, own.identifiers),
  phones: over(base.phones, own.phones),
  attributes: { ...base.attributes, ...own.attributes },
  ignore: [...new Set([...base.ignore, ...own.ignore])],
});

/**
 * Lays an operator's mapping over a preset: field by field; lists (identifiers, phones, members) as a whole; value
 * tables entry by entry; `ignore` together.
 */
export const mergeMappings = (preset: MappingConfig, own: MappingConfig): MappingConfig => {
  const values = { ...preset.values };
  for (const [name, table] of Object.entries(own.values)) values[name] = { ...values[name], ...table };
  return {
    person: mergeShared(preset.person, own.person),
    group: { ...mergeShared(preset.group, own.group), members: over(preset.group.members, own.group.members) },
    values,
  };
};
