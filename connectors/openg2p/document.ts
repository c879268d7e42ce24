import { GraphQLError, Kind, OperationTypeNode, parse, print, visit } from 'graphql';
import type { ArgumentNode, DocumentNode, FieldNode, SelectionSetNode, ValueNode } from 'graphql';
import { EtlError } from '../../core/errors.ts';

/** The field of OpenG2P's schema that everything is asked through. */
const registrantsField = 'getRegistrants';

/** What an argument of `getRegistrants` can be set to. */
export type ArgumentValue = string | number | boolean;

/** A user's document, checked and ready to be asked with arguments. */
export interface RegistrantsQuery {
  /** Key under which the answer holds the registrants: the field's name, or its alias. */
  readonly answerKey: string;
  /** Key under which a registrant holds her write date. */
  readonly writeDateKey: string;
  /** Names of the fields that the document asks for of a registrant. */
  readonly fields: ReadonlySet<string>;
  /**
   * The document's text with these arguments set on `getRegistrants`; other arguments that it has stay. They go in as
   * nodes of the parsed document and are printed, so that no value can change the query.
   */
  readonly withArguments: (values: Readonly<Record<string, ArgumentValue>>) => string;
  /** The document as graphql-js prints it: the same for every way of writing it. */
  readonly canonical: string;
}

const parseDocument = (text: string): DocumentNode | string => {
  try {
    return parse(text, { noLocation: true });
  } catch (thrown) {
    if (!(thrown instanceof GraphQLError)) throw thrown;
    const line = thrown.locations?.[0]?.line;
    return `is not GraphQL: ${thrown.message}${line === undefined ? '' : ` (line ${String(line)} of the document)`}`;
  }
};

const registrantFields = (document: DocumentNode): readonly FieldNode[] => {
  const found: FieldNode[] = [];
  visit(document, {
    Field(node) {
      if (node.name.value === registrantsField) found.push(node);
    },
  });
  return found;
};

const responseKey = (field: FieldNode): string => field.alias?.value ?? field.name.value;

/** Fields of a selection by name, through inline fragments and fragment spreads. */
const selectedFields = (
  selection: SelectionSetNode | undefined,
  document: DocumentNode,
  visited: ReadonlySet<string> = new Set(),
): Map<string, FieldNode> => {
  const found = new Map<string, FieldNode>();
  const add = (inner: SelectionSetNode | undefined, seen: ReadonlySet<string>): void => {
    for (const [name, field] of selectedFields(inner, document, seen)) found.set(name, field);
  };
  for (const node of selection?.selections ?? []) {
    if (node.kind === Kind.FIELD) found.set(node.name.value, node);
    else if (node.kind === Kind.INLINE_FRAGMENT) add(node.selectionSet, visited);
    else if (!visited.has(node.name.value)) {
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === node.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) {
        add(fragment.selectionSet, new Set([...visited, node.name.value]));
      }
    }
  }
  return found;
};

const structureProblem = (document: DocumentNode): string | undefined => {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1 || operation.operation !== OperationTypeNode.QUERY) {
    return 'must hold one query, and no mutation or subscription';
  }
  if ((operation.variableDefinitions ?? []).length > 0) {
    return 'must not declare variables: the envelope of OpenG2P has no place for them; use filters';
  }
  const fields = registrantFields(document);
  if (fields.length !== 1) return `must ask for ${registrantsField} exactly once`;
  const selected = selectedFields(fields[0]?.selectionSet, document);
  if (!selected.has('regIds')) {
    return 'must ask for regIds { idTypeAsStr value }: without identifiers nobody can be told from anybody';
  }
  if (!selected.has('writeDate')) {
    return 'must ask for writeDate: incremental scans go by it';
  }
  return undefined;
};

/** Why a document cannot be used, for the check of the configuration; undefined when it can. */
export const documentProblem = (text: string): string | undefined => {
  const document = parseDocument(text);
  return typeof document === 'string' ? document : structureProblem(document);
};

const valueNode = (value: ArgumentValue): ValueNode => {
  if (typeof value === 'boolean') return { kind: Kind.BOOLEAN, value };
  if (typeof value === 'string') return { kind: Kind.STRING, value };
  return Number.isInteger(value)
    ? { kind: Kind.INT, value: String(value) }
    : { kind: Kind.FLOAT, value: String(value) };
};

const argumentNode = (name: string, value: ArgumentValue): ArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: name },
  value: valueNode(value),
});

const setArguments = (document: DocumentNode, values: Readonly<Record<string, ArgumentValue>>): DocumentNode =>
  visit(document, {
    Field(node) {
      if (node.name.value !== registrantsField) return undefined;
      const kept = (node.arguments ?? []).filter((argument) => !Object.hasOwn(values, argument.name.value));
      const set = Object.entries(values).map(([name, value]) => argumentNode(name, value));
      return { ...node, arguments: [...kept, ...set] };
    },
  });

/**
 * Reads a GraphQL document.
 *
 * @throws EtlError `DOCUMENT_INVALID` (config) for what {@link documentProblem} finds
 */
export const readDocument = (text: string): RegistrantsQuery => {
  const document = parseDocument(text);
  const problem = typeof document === 'string' ? document : structureProblem(document);
  const [field] = typeof document === 'string' ? [] : registrantFields(document);
  const selected = typeof document === 'string' ? undefined : selectedFields(field?.selectionSet, document);
  const writeDate = selected?.get('writeDate');
  if (typeof document === 'string' || problem !== undefined || !field || !selected || !writeDate) {
    const context = { component: 'connectors/openg2p', field: 'query.document' };
    throw new EtlError('DOCUMENT_INVALID', 'config', `query.document ${problem ?? 'cannot be used'}`, context);
  }
  return {
    answerKey: responseKey(field),
    writeDateKey: responseKey(writeDate),
    fields: new Set(selected.keys()),
    withArguments: (values) => print(setArguments(document, values)),
    canonical: print(document),
  };
};
