import { z } from 'zod';
import { changeKinds } from './changes.ts';
import { expectedDifference, expectedOutcome, type Doors } from './expected.ts';
import type { PlainGraphQLSettings } from './graphql/endpoint.ts';
import { faultKinds, faultTargets, type FaultPlan, type Faults } from './faults.ts';
import { detail, type Answer } from './http.ts';
import { poisonKinds } from './poison.ts';
import type { Registry, Snapshot } from './registry.ts';
import type { RequestLog } from './requestLog.ts';
import type { SpdciEndpoints } from './spdci/endpoints.ts';

/** What can be steered while the simulator runs. */
export interface ControlParts {
  readonly registry: Registry;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** The plain GraphQL endpoint's. */
  readonly graphql: PlainGraphQLSettings;
  readonly spdci: SpdciEndpoints;
}

const count = z.number().int().min(0).max(1_000_000);
const Changes = z.partialRecord(z.enum(changeKinds), count);
const Fault = z.strictObject({
  kind: z.enum(faultKinds),
  count: count.optional(),
  skip: count.optional(),
  target: z.enum(faultTargets).optional(),
  retryAfter: z.number().min(0).optional(),
  bytes: z.number().int().min(2).max(1_073_741_824).optional(),
  delay: count.optional(),
  location: z.url().optional(),
});
const Poison = z.strictObject({ kind: z.enum(poisonKinds) });
const PlainGraphQL = z.strictObject({ introspection: z.boolean() });
const Time = z.strictObject({ advanceDays: z.number().min(0).max(36_500) });

/** An endpoint: its body (parsed, `{}` when empty) and its query go in, the body of the answer comes out. */
type Endpoint = (body: unknown, query: URLSearchParams) => unknown;

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

const doorsOf = (query: URLSearchParams): Doors => ({
  recordIds: query.get('recordIds') === 'true',
  households: query.get('households') !== 'false',
  individuals: query.get('individuals') !== 'false',
});

/** The endpoints under `/control/`, by method and path. */
const createEndpoints = ({
  registry,
  faults,
  requests,
  graphql,
  spdci,
}: ControlParts): Readonly<Record<string, Endpoint>> => {
  let marked: Snapshot | undefined;
  return {
    'GET /control/status': () => ({
      ...registry.counts(),
      now: new Date(registry.clock.now()).toISOString(),
      requests: requests.counts(),
      faults: faults.pending(),
    }),
    'POST /control/changes': (body) => {
      const before = registry.snapshot();
      const changes = registry.change(Changes.parse(body));
      void spdci.subscriptions.tell(before, registry.snapshot());
      return changes;
    },
    'GET /control/subscriptions': () => spdci.subscriptions.rows,
    'POST /control/poison': (body) =>
      registry.poison(Poison.parse(body).kind).map(({ id, name }) => ({ id, name: name.slice(0, 80) })),
    'POST /control/clock': (body) => {
      registry.clock.advanceDays(Time.parse(body).advanceDays);
      return { now: new Date(registry.clock.now()).toISOString() };
    },
    'POST /control/faults': (body) => {
      faults.next(withoutUndefined(Fault.parse(body)) as FaultPlan);
      return faults.pending();
    },
    'DELETE /control/faults': () => {
      faults.clear();
      return faults.pending();
    },
    'POST /control/graphql': (body) => Object.assign(graphql, PlainGraphQL.parse(body)),
    'POST /control/rotate-key': () => ({ key: spdci.signatures.rotate() }),
    'GET /control/requests': () => requests.all(),
    'GET /control/truth': () => registry.truth(),
    'POST /control/mark': () => {
      marked = registry.snapshot();
      return { marked: new Date(marked.takenAt).toISOString() };
    },
    'GET /control/expected': (_body, query) => ({
      outcome: expectedOutcome(registry.snapshot(), doorsOf(query)),
      sinceMark: marked === undefined ? null : expectedDifference(marked, registry.snapshot(), doorsOf(query)),
    }),
  };
};

/**
 * Makes the endpoints by which a person, or a program in another process, steers the simulator. They ask for no
 * password: the simulator holds invented people only and listens on the local machine.
 */
export const createControl = (
  parts: ControlParts,
): ((method: string, url: URL, body: string) => Answer | undefined) => {
  const endpoints = createEndpoints(parts);
  return (method, url, text) => {
    const endpoint = endpoints[`${method} ${url.pathname}`];
    if (endpoint === undefined) return detail(404, { endpoints: Object.keys(endpoints) });
    try {
      const body: unknown = text.trim() === '' ? {} : JSON.parse(text);
      return { status: 200, body: endpoint(body, url.searchParams) };
    } catch (error) {
      if (error instanceof z.ZodError) return detail(422, z.prettifyError(error));
      if (error instanceof SyntaxError || error instanceof RangeError) return detail(422, error.message);
      throw error;
    }
  };
};
