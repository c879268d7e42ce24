import {
  GraphQLError,
  Kind,
  KnownFragmentNamesRule,
  LoneAnonymousOperationRule,
  NoFragmentCyclesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  OperationTypeNode,
  UniqueArgumentNamesRule,
  UniqueFragmentNamesRule,
  UniqueOperationNamesRule,
  UniqueVariableNamesRule,
  buildSchema,
  getOperationAST,
  parse,
  print,
  separateOperations,
  validate,
} from 'graphql';
import type { DocumentNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import type { AnswerPath } from './answerPath.ts';

/** A variable that the operation declares. */
export interface DeclaredVariable {
  /** True when the registry refuses the query without it: its type ends with `!` and it has no default. */
  readonly required: boolean;
}

/** The user's document, checked as far as it can be without the registry's schema. */
export interface QueryDocument {
  /** The operation with the fragments that it uses, as graphql-js prints it: the same for every way of writing it. */
  readonly text: string;
  /** The document as it was written, for messages that name lines. */
  readonly original: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: ReadonlyMap<string, DeclaredVariable>;
  /** The first piece of a path of answer keys that the operation does not ask for; undefined when it asks for all. */
  readonly missing: (path: AnswerPath) => string | undefined;
}

/** Validation that needs no schema (GraphQL specification, section 5: operations, fragments, variables). */
const rules = [
  UniqueOperationNamesRule,
  LoneAnonymousOperationRule,
  UniqueFragmentNamesRule,
  KnownFragmentNamesRule,
  NoFragmentCyclesRule,
  NoUnusedFragmentsRule,
  UniqueVariableNamesRule,
  NoUndefinedVariablesRule,
  NoUnusedVariablesRule,
  UniqueArgumentNamesRule,
];
const anySchema = buildSchema('type Query { any: Int }');

/** A problem with its place: `Unexpected Name "x" (line 3, column 5 of the document)`. */
export const placed = (error: GraphQLError): string => {
  const [at] = error.locations ?? [];
  const place = at === undefined ? '' : ` (line ${String(at.line)}, column ${String(at.column)} of the document)`;
  return `${error.message.replace(/\s+/g, ' ').replace(/\.$/, '')}${place}`;
};

const parseText = (text: string): DocumentNode | string => {
  try {
    return parse(text);
  } catch (thrown) {
    if (!(thrown instanceof GraphQLError)) throw thrown;
    return `is not GraphQL: ${placed(thrown)}`;
  }
};

const chooseOperation = (document: DocumentNode, name: string | undefined): OperationDefinitionNode | string => {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operations.length === 0) return 'must hold a query';
  const other = operations.find((operation) => operation.operation !== OperationTypeNode.QUERY);
  if (other !== undefined) return `must hold queries only, and no ${other.operation}: a source is read, never changed`;
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const names = operations.map((one) => one.name?.value ?? 'without a name').join(', ');
  return name === undefined
    ? `holds several queries: name one of them under operationName (${names})`
    : `holds no query ${name}; it holds: ${names}`;
};

type Selections = readonly SelectionSetNode[];

/** Selection sets below one answer key, through inline fragments and fragment spreads; undefined: not asked for. */
const below = (sets: Selections, key: string, document: DocumentNode): Selections | undefined => {
  const found: SelectionSetNode[] = [];
  const asked = new Set<string>();
  const visit = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet);
      else if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = document.definitions.find(
          (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) visit(fragment.selectionSet);
      } else if ((node.alias ?? node.name).value === key) {
        asked.add(key);
        if (node.selectionSet !== undefined) found.push(node.selectionSet);
      }
    }
  };
  sets.forEach(visit);
  return asked.has(key) ? found : undefined;
};

const missingPiece = (operation: OperationDefinitionNode, document: DocumentNode, path: AnswerPath) => {
  let sets: Selections | undefined = [operation.selectionSet];
  for (const [index, key] of path.entries()) {
    sets = below(sets, key, document);
    if (sets === undefined) return path.slice(0, index + 1).join('.');
  }
  return undefined;
};

/**
 * Reads a GraphQL document.
 *
 * @param text what the operator wrote
 * @param operationName which of its queries is meant; may be left out when there is one
 * @returns the query, or what is wrong with it, with line and column where there is a place
 */
export const readDocument = (text: string, operationName: string | undefined): QueryDocument | string => {
  const original = parseText(text);
  if (typeof original === 'string') return original;
  const [problem] = validate(anySchema, original, rules);
  if (problem !== undefined) return `cannot be used: ${placed(problem)}`;
  const operation = chooseOperation(original, operationName);
  if (typeof operation === 'string') return operation;
  const alone = separateOperations(original)[operation.name?.value ?? ''] ?? original;
  const declared = (operation.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => {
    const required = type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
    return [variable.name.value, { required }] as const;
  });
  return {
    text: print(alone),
    original,
    operation,
    variables: new Map(declared),
    missing: (path) => missingPiece(operation, original, path),
  };
};
