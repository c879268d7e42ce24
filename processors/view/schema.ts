import { schemas } from '../../schemas/generated/schemas.ts';
import { alwaysShown, type ViewDefinition } from './definition.ts';

type Avro = string | readonly Avro[] | { readonly [key: string]: unknown };

interface Field {
  readonly name: string;
  readonly type: Avro;
}

const REGISTRANT = 'org.registrystream.Registrant';

const isNamed = (
  type: Avro,
): type is { readonly name: string; readonly namespace: string; readonly fields?: Field[] } =>
  typeof type === 'object' && 'name' in type;

const fullName = (type: { readonly name: string; readonly namespace: string }): string =>
  `${type.namespace}.${type.name}`;

const isList = (type: Avro): type is readonly Avro[] => Array.isArray(type);

/** The types that a schema is made of: of a list its parts, of an array its items, of a record its fields. */
const innerTypes = (type: Avro): readonly Avro[] => {
  if (typeof type === 'string') return [];
  if (isList(type)) return type;
  if (isNamed(type)) return (type.fields ?? []).map((field) => field.type);
  return [(type['items'] ?? type['values']) as Avro];
};

const namedIn = (type: Avro): readonly (readonly [string, Avro])[] => [
  ...(isNamed(type) ? [[fullName(type), type] as const] : []),
  ...innerTypes(type).flatMap(namedIn),
];

/** Names at their first use what they name: a field that is left out may have held the definition of another's type. */
const selfContained = (type: Avro, known: ReadonlyMap<string, Avro>, defined: Set<string>): Avro => {
  const again = (inner: Avro): Avro => selfContained(inner, known, defined);
  if (typeof type === 'string') {
    const named = known.get(type);
    return named === undefined || defined.has(type) ? type : again(named);
  }
  if (isList(type)) return type.map(again);
  if (isNamed(type)) {
    if (defined.has(fullName(type))) return fullName(type);
    defined.add(fullName(type));
    return type.fields === undefined
      ? type
      : { ...type, fields: type.fields.map((field) => ({ ...field, type: again(field.type) })) };
  }
  return 'items' in type ? { ...type, items: again(type['items'] as Avro) } : type;
};

/** Full Avro name of a view's states: `partner-health` is `org.registrystream.view.PartnerHealth`. */
export const viewType = (view: string): string =>
  `org.registrystream.view.${view.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase()).replaceAll('-', '')}`;

/**
 * The Avro schema of a view: a registrant with the fields that were chosen, in the registrant's order, and no others.
 *
 * @returns self-contained
 */
export const viewSchema = ({ name, fields, attributes }: ViewDefinition): object => {
  const registrant = schemas[REGISTRANT] as { readonly fields: readonly Field[] };
  const chosen = new Set<string>([...alwaysShown, ...fields, ...(attributes.length > 0 ? ['attributes'] : [])]);
  const known = new Map(registrant.fields.flatMap(({ type }) => namedIn(type)));
  const defined = new Set<string>();
  const type = viewType(name);
  return {
    type: 'record',
    name: type.slice(type.lastIndexOf('.') + 1),
    namespace: type.slice(0, type.lastIndexOf('.')),
    doc: `What the view ${name} shows of a registrant.`,
    fields: registrant.fields
      .filter((field) => chosen.has(field.name))
      .map((field) => ({ ...field, type: selfContained(field.type, known, defined) })),
  };
};
