import { TreeInterpreter, compile } from '@jmespath-community/jmespath';
import type { JSONValue } from '@jmespath-community/jmespath';
import { notEvaluable } from './errors.ts';

type Tree = ReturnType<typeof compile>;

/** A JMESPath expression, compiled once. */
export interface Expression {
  /**
   * Evaluates it on a JSON value; null when there is nothing.
   *
   * @throws EtlError `MAPPING_FAILED` (record)
   */
  readonly evaluate: (json: unknown) => unknown;
  /** Names of the fields of the value itself that the expression reads: these have a home. */
  readonly fields: ReadonlySet<string>;
}

/** The problem of an expression as JMESPath tells it; undefined when it compiles. */
export const problemOf = (text: string): string | undefined => {
  try {
    compile(text);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'it does not compile';
  }
};

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const interpret =
  (tree: Tree, field: string) =>
  (json: unknown): unknown => {
    try {
      return TreeInterpreter.search(tree, json as JSONValue);
    } catch {
      // JMESPath quotes values in its messages, so its error is not kept as the cause.
      throw notEvaluable(field);
    }
  };

/** A lone field name, as most expressions are, needs no interpreter. */
const property =
  (name: string) =>
  (json: unknown): unknown =>
    isObject(json) && Object.hasOwn(json, name) ? json[name] : null;

/**
 * Compiles an expression that {@link problemOf} has found to be in order.
 *
 * @param field the target field, for errors
 */
export const compileExpression = (text: string, field: string): Expression => {
  const tree = compile(text);
  const fields = new Set<string>();
  collectRootFields(tree, fields);
  return { evaluate: tree.type === 'Field' ? property(tree.name) : interpret(tree, field), fields };
};

/** What is evaluated on the outcome of `left` (or `child`) instead of on the value itself. */
const appliedToLeft = new Set([
  'Subexpression',
  'Pipe',
  'Projection',
  'ValueProjection',
  'FilterProjection',
  'IndexExpression',
]);

/** The parts of a node that are evaluated on the value itself. */
const rootParts = (node: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const type = String(node['type']);
  if (type === 'Literal' || type === 'ExpressionReference') return [];
  if (type === 'Subexpression' && isRoot(node['left'])) return [node['right']];
  return appliedToLeft.has(type) ? [node['left']] : Object.values(node);
};

const collectRootFields = (node: unknown, found: Set<string>): void => {
  if (Array.isArray(node)) {
    for (const child of node as readonly unknown[]) collectRootFields(child, found);
  } else if (isObject(node)) {
    if (node['type'] === 'Field' && typeof node['name'] === 'string') found.add(node['name']);
    else for (const part of rootParts(node)) collectRootFields(part, found);
  }
};

/** `$` and `@` stand for the value itself. */
const isRoot = (node: unknown): boolean => isObject(node) && (node['type'] === 'Root' || node['type'] === 'Current');
