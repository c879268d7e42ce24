import type { Page, ScanRequest, Source } from '../../core/source.ts';
import { checkAgainstSchema } from './introspection.ts';
import { recordsOf, singlePager } from './pager.ts';
import type { Pager, PagerParts } from './pager.ts';
import { compilePlan } from './plan.ts';
import type { GraphQLOptions } from './plan.ts';
import { rangesPager } from './rangesPager.ts';
import { relayPager } from './relayPager.ts';
import { watermarkOf } from './since.ts';
import { createTransport } from './transport.ts';

const createPager = (paging: GraphQLOptions['query']['paging'], parts: PagerParts): Pager => {
  switch (paging.type) {
    case 'relay':
      return relayPager(paging, parts);
    case 'offset':
    case 'page':
      return rangesPager(paging, parts);
    case 'none':
      return singlePager(parts);
  }
};

/**
 * Makes the source of one import of a registry with a GraphQL endpoint.
 *
 * An incremental scan asks the same query with the variable of `since` set; without `since` it is a complete one. The
 * watermark is the time at which the scan began, by our clock: what changes during a scan is seen by the next.
 *
 * @throws EtlError (config) for a mapping, document or identifier type that cannot work
 */
export const createGraphQLSource = (options: GraphQLOptions): Source => {
  const plan = compilePlan(options);
  const now = options.now ?? Date.now;
  const transport = createTransport(options.connection, options.hooks ?? {}, now);
  const pager = createPager(options.query.paging, { plan, transport, pageSize: options.query.pageSize, now });

  const poll = async (request: ScanRequest, signal: AbortSignal): Promise<Page> => {
    signal.throwIfAborted();
    const requestsBefore = transport.requests();
    const page = await pager.next(request, signal);
    return {
      entries: page.records.flatMap(plan.readEntry),
      cursor: page.cursor,
      done: page.done,
      watermark: page.done ? watermarkOf(page.startedAt) : undefined,
      details: { requests: transport.requests() - requestsBefore, records: page.records.length, ...page.details },
    };
  };

  return {
    scope: plan.scope,
    poll,
    async sample(size, signal) {
      signal.throwIfAborted();
      const variables = {
        ...plan.variables({ mode: 'complete', watermark: undefined }),
        ...pager.firstPage(Math.min(size, options.query.pageSize)),
      };
      const notes = await checkAgainstSchema(transport, plan.document, variables, signal);
      const data = await transport.ask(plan.document.text, variables, signal);
      const records = recordsOf(plan, data).slice(0, size);
      return { authenticated: true, entries: records.flatMap(plan.readEntry), notes };
    },
    close: () => transport.close(),
  };
};
