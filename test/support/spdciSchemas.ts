import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** Of an object value both branches of the standard's `oneOf` are true, so that none of its own samples would pass. */
const anyOf = (text: string): string => text.replaceAll(/\boneOf\b/g, 'anyOf');

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Where a reference leads in the end: references of the document lead through others, which no JSON pointer can. */
const target = (document: Json, reference: string): string => {
  let path: readonly string[] = [];
  let node: unknown = document;
  for (const step of reference.replace(/^#\//, '').split('/')) {
    while (isObject(node) && typeof node['$ref'] === 'string') {
      path = target(document, node['$ref']).slice(2).split('/');
      node = path.reduce<unknown>((found, name) => (isObject(found) ? found[unescaped(name)] : undefined), document);
    }
    path = [...path, step];
    node = isObject(node) ? node[unescaped(step)] : undefined;
  }
  return `#/${path.join('/')}`;
};

const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

const straighten = (document: Json, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => straighten(document, item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string' ? target(document, inner) : straighten(document, inner),
    ]),
  );
};

/** Names that the standard requires and defines otherwise: its own samples have those that it defines. */
const misspelt: Readonly<Record<string, readonly string[]>> = {
  UnSubscribeRequest: ['transaction_id', 'timestamp', 'subscription_codes'],
  SubscriptionInfo: ['code', 'timestamp'],
};

const corrected = (document: Json): Json => {
  const components = document['components'] as Readonly<Record<string, Json>>;
  const schemas = Object.entries(components['schemas'] ?? {}).map(([name, schema]) => {
    const own = schema as Json;
    // One record, says the schema; a set of them, says its text, and so do all samples.
    if (name === 'RegistryRecord') return [name, { ...own, type: ['object', 'array'] }];
    return [name, name in misspelt ? { ...own, required: misspelt[name] } : own];
  });
  return { ...document, components: { ...components, schemas: Object.fromEntries(schemas) as Json } };
};

/** The schemas of an OpenAPI document of the standard. @param text the document, as YAML */
export const standardSchemas = (text: string) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const document = corrected(parse(anyOf(text)) as Json);
  ajv.addSchema(straighten(document, document) as object, 'spdci');
  const compile = (path: string, place: string): ValidateFunction =>
    ajv.compile({ $ref: `spdci#/paths/${path.replaceAll('/', '~1')}/post/${place}/content/application~1json/schema` });
  return {
    /** What is sent to a path: to the registry, or to a callback. */
    request: (path: string): ValidateFunction => compile(path, 'requestBody'),
    /** What a path answers at once. */
    answer: (path: string): ValidateFunction => compile(path, 'responses/default'),
    acknowledgement: (): ValidateFunction =>
      ajv.compile({ $ref: 'spdci#/components/responses/Response/content/application~1json/schema' }),
  };
};
