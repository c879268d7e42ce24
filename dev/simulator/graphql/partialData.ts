import type { Answer } from '../http.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const spoilConnection = (connection: Json): Json => {
  const edges = connection['edges'];
  if (!Array.isArray(edges)) return connection;
  return { ...connection, edges: edges.map((edge: Json, index) => (index === 1 ? { ...edge, node: null } : edge)) };
};

/** A GraphQL answer as it is when one record could not be read: null in its place, and an error beside the data. */
export const withoutOneRecord = (answer: Answer): Answer => {
  const data = isObject(answer.body) ? answer.body['data'] : undefined;
  if (!isObject(data)) return answer;
  const spoilt = Object.entries(data).map(([key, value]) => [key, isObject(value) ? spoilConnection(value) : value]);
  const path = [...Object.keys(data).slice(0, 1), 'edges', 1, 'node'];
  return {
    ...answer,
    body: { data: Object.fromEntries(spoilt) as Json, errors: [{ message: 'simulated error of a record', path }] },
  };
};
