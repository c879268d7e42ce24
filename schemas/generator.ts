/** A named Avro type as its `.avsc` file holds it. */
export interface AvroNamed {
  readonly type: 'record' | 'enum';
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  readonly fields?: readonly AvroField[];
  readonly symbols?: readonly string[];
}

interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  readonly doc?: string;
}

type AvroType =
  | string
  | readonly AvroType[]
  | AvroNamed
  | { readonly type: 'array'; readonly items: AvroType }
  | { readonly type: 'map'; readonly values: AvroType };

const primitives: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  double: 'number',
  string: 'string',
  bytes: 'Buffer',
};

const fullName = (type: AvroNamed): string => `${type.namespace}.${type.name}`;
const shortName = (full: string): string => full.slice(full.lastIndexOf('.') + 1);
const isNamed = (type: Exclude<AvroType, string>): type is AvroNamed =>
  'type' in type && (type.type === 'record' || type.type === 'enum');

const typeText = (type: AvroType): string => {
  if (typeof type === 'string') return primitives[type] ?? shortName(type);
  if (Array.isArray(type)) return (type as readonly AvroType[]).map(typeText).sort(nullLast).join(' | ');
  const compound = type as Exclude<AvroType, string | readonly AvroType[]>;
  if (isNamed(compound)) return compound.name;
  return compound.type === 'array'
    ? `readonly ${bracketed(typeText(compound.items))}[]`
    : `Readonly<Record<string, ${typeText(compound.values)}>>`;
};

const nullLast = (left: string, right: string): number => Number(left === 'null') - Number(right === 'null');
const bracketed = (text: string): string => (text.includes(' ') ? `(${text})` : text);

const inlineNamed = (type: AvroType): readonly AvroNamed[] => {
  if (typeof type === 'string') return [];
  if (Array.isArray(type)) return (type as readonly AvroType[]).flatMap(inlineNamed);
  const compound = type as Exclude<AvroType, string | readonly AvroType[]>;
  if (isNamed(compound)) return [compound, ...(compound.fields ?? []).flatMap((field) => inlineNamed(field.type))];
  return inlineNamed(compound.type === 'array' ? compound.items : compound.values);
};

const docComment = (doc: string | undefined, indent: string): string =>
  doc === undefined ? '' : `${indent}/** ${doc} */\n`;

const declaration = (type: AvroNamed): string => {
  if (type.type === 'enum') {
    const symbols = (type.symbols ?? []).map((symbol) => `'${symbol}'`).join(' | ');
    return `${docComment(type.doc, '')}export type ${type.name} = ${symbols};\n`;
  }
  const fields = (type.fields ?? []).map(
    (field) => `${docComment(field.doc, '  ')}  readonly ${field.name}: ${typeText(field.type)};\n`,
  );
  return `${docComment(type.doc, '')}export interface ${type.name} {\n${fields.join('')}}\n`;
};

const header = '// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.\n\n';

const referencesOf = (type: AvroType): readonly string[] => {
  if (typeof type === 'string') return type in primitives ? [] : [shortName(type)];
  if (Array.isArray(type)) return (type as readonly AvroType[]).flatMap(referencesOf);
  const compound = type as Exclude<AvroType, string | readonly AvroType[]>;
  if (isNamed(compound)) return (compound.fields ?? []).flatMap((field) => referencesOf(field.type));
  return referencesOf(compound.type === 'array' ? compound.items : compound.values);
};

/**
 * The TypeScript types of all Avro types: a module for each `.avsc` file, with what it defines inline, and
 * `types.ts`, which exports them all.
 *
 * @param types the parsed `.avsc` files, sorted by name
 * @returns text by file name; the same input gives the same text
 */
export const typeModules = (types: readonly AvroNamed[]): Readonly<Record<string, string>> => {
  const homes = new Map(types.flatMap((type) => inlineNamed(type).map((inner) => [inner.name, type.name])));
  const modules = types.map((type): [string, string] => {
    const imported = [...new Set(referencesOf(type))].filter((name) => homes.get(name) !== type.name).sort();
    const imports = imported.map((name) => `import type { ${name} } from './${homes.get(name) ?? name}.ts';\n`);
    const gap = imports.length > 0 ? '\n' : '';
    return [`${type.name}.ts`, header + imports.join('') + gap + inlineNamed(type).map(declaration).join('\n')];
  });
  const index = types.map((type) => `export type * from './${type.name}.ts';\n`).join('');
  return { ...Object.fromEntries(modules), 'types.ts': header + index };
};

/**
 * Replaces references by the definitions they name, at their first use, as Avro's parser and the schema registry want
 * a schema: one self-contained document.
 */
const selfContained = (type: AvroType, known: ReadonlyMap<string, AvroNamed>, defined: Set<string>): unknown => {
  if (typeof type === 'string') {
    const named = known.get(type);
    return named === undefined || defined.has(type) ? type : selfContained(named, known, defined);
  }
  if (Array.isArray(type)) return (type as readonly AvroType[]).map((one) => selfContained(one, known, defined));
  const compound = type as Exclude<AvroType, string | readonly AvroType[]>;
  if (!isNamed(compound)) {
    return compound.type === 'array'
      ? { type: 'array', items: selfContained(compound.items, known, defined) }
      : { type: 'map', values: selfContained(compound.values, known, defined) };
  }
  defined.add(fullName(compound));
  if (compound.fields === undefined) return compound;
  const fields = compound.fields.map((field) => ({ ...field, type: selfContained(field.type, known, defined) }));
  return { ...compound, fields };
};

/**
 * The Avro schemas of all records, by full name, each self-contained.
 *
 * @param types the parsed `.avsc` files
 */
export const selfContainedSchemas = (types: readonly AvroNamed[]): Readonly<Record<string, object>> => {
  const known = new Map(types.flatMap(inlineNamed).map((type) => [fullName(type), type]));
  const records = types
    .filter((type) => type.type === 'record')
    .map((type) => [fullName(type), selfContained(type, known, new Set()) as object] as const);
  return Object.fromEntries(records);
};

/**
 * The text of a module that exports the schemas of all records.
 *
 * @param types the parsed `.avsc` files
 */
export const schemasModule = (types: readonly AvroNamed[]): string => {
  const entries = Object.entries(selfContainedSchemas(types)).map(
    ([name, schema]) => `  ${JSON.stringify(name)}: ${JSON.stringify(schema)},\n`,
  );
  return `${header}/** Avro schema documents by full name, each self-contained. */\nexport const schemas: Readonly<Record<string, object>> = {\n${entries.join('')}};\n`;
};
