import { z } from 'zod';
import { HttpConfig } from '../http/config.ts';
import { MappingConfig } from '../mapping/config.ts';
import { CallbackConfig } from './callback/config.ts';
import { queryProblem, sinceProblem } from './query.ts';
import { SignatureConfig } from './signature/config.ts';
import { SubscribeConfig } from './subscribe/config.ts';

const Asynchronous = z.strictObject({
  searchPath: z.string().min(1).default('/registry/search').describe('path of the asynchronous search below baseUrl'),
  statusPath: z
    .string()
    .min(1)
    .default('/registry/sync/txn/status')
    .describe('path below baseUrl that answers at once with the status of a search, or with its result'),
  pollIntervalMs: z
    .number()
    .int()
    .min(1)
    .default(1_000)
    .describe('pause before the status is asked for again, ms; doubles each time'),
  maxPollIntervalMs: z.number().int().min(1).default(10_000).describe('longest such pause, ms'),
  waitMs: z.number().int().min(1).default(300_000).describe('longest time for the result of one page, ms'),
});
export type AsynchronousConfig = Readonly<z.infer<typeof Asynchronous>>;

/** `connection` of an SPDCI source. */
export const SpdciConnection = HttpConfig.safeExtend({
  searchPath: z
    .string()
    .min(1)
    .default('/registry/sync/search')
    .describe('path of the synchronous search below baseUrl'),
  asynchronous: Asynchronous.optional().describe(
    'searches by the asynchronous form, its result fetched by asking for the status; without it by the synchronous one',
  ),
  senderId: z.string().min(1).describe('sender_id under which the registry knows this deployment'),
  receiverId: z.string().min(1).describe('sender_id of the registry itself: whom the requests are for'),
  senderUri: z
    .url()
    .optional()
    .describe('sender_uri of the header, where the registry wants one; with callback, its url takes the place'),
  callback: CallbackConfig.optional().describe(
    'listens for what the registry sends: results of asynchronous searches, and notices; without it both come by asking',
  ),
  checkCorrelation: z
    .boolean()
    .default(true)
    .describe('refuse an answer whose transaction, reference, sender or receiver id is not that of the request'),
  signature: SignatureConfig.prefault({}).describe('whether requests are signed, and answers checked'),
  mapping: MappingConfig.prefault({}).describe('laid over the preset for SPDCI, field by field'),
});
export type SpdciConnection = Readonly<z.infer<typeof SpdciConnection>>;

const Sort = z.strictObject({
  attribute: z.string().min(1).describe('attribute_name to sort by'),
  order: z.enum(['asc', 'desc']).default('asc').describe('sort_order'),
});

const Since = z.strictObject({
  attribute: z.string().min(1).describe('attribute that holds the date of the last change, for example last_updated'),
  format: z
    .enum(['date-time', 'date', 'odoo'])
    .optional()
    .describe('how the registry writes its dates: ISO 8601, the day alone, or as Odoo does (2026-01-31 08:00:00)'),
});

const Purpose = z
  .record(z.string(), z.json())
  .describe('as the registry asks for it, for example {ts: …, purpose: {code: …, text: …}}');

const check = (problem: string | undefined, path: string, context: z.core.ParsePayload): void => {
  if (problem !== undefined)
    context.issues.push({ code: 'custom', input: context.value, path: [path], message: problem });
};

/** `query` of an import of an SPDCI source. */
export const SpdciImport = z
  .strictObject({
    queryType: z
      .enum(['expression', 'predicate', 'idtype-value'])
      .default('expression')
      .describe('query_type of the search'),
    query: z
      .json()
      .optional()
      .describe('query of the search as the registry takes it; without it everybody is asked for'),
    since: Since.optional().describe(
      'how an incremental scan asks for what has changed; without it such a scan reads everything',
    ),
    regType: z.string().min(1).default('ns:org:RegistryType:Social').describe('reg_type of the search'),
    regEventType: z.string().min(1).optional().describe('reg_event_type of the search'),
    responseEntity: z
      .string()
      .min(1)
      .optional()
      .describe('response_entity of the search; Member for individuals and Group for groups without it'),
    sort: z.array(Sort).default([]).describe('order of the answer: pages are sure only in an order that never changes'),
    locale: z
      .string()
      .regex(/^[a-z]{3}$/, 'must be a language code of ISO 639-3, for example eng')
      .default('eng')
      .describe('language of the answer'),
    consent: Purpose.optional().describe('consent of the search'),
    authorize: Purpose.optional().describe('authorize of the search'),
    paging: z
      .enum(['auto', 'page-number', 'cursor'])
      .default('auto')
      .describe('how further pages are asked for; auto: by the cursor when the first answer names one, else by number'),
    pageSize: z.number().int().min(3).max(10_000).default(20).describe('records a request'),
    pageOverlap: z
      .number()
      .int()
      .min(1)
      .max(50)
      .default(5)
      .describe('records of the page before that are read again, to see that nothing shifted; by page number only'),
    watermarkOverlapDays: z
      .number()
      .int()
      .min(0)
      .max(365)
      .default(2)
      .describe('days before the last scan began that an incremental scan reads again'),
    subscribe: SubscribeConfig.optional().describe(
      'has the registry tell of changes as they happen; needs connection.callback',
    ),
  })
  .check((context) => {
    const { queryType, query, since } = context.value;
    const problem = queryProblem(queryType, query);
    check(problem, 'query', context);
    if (problem === undefined && since !== undefined) check(sinceProblem(queryType, query), 'since', context);
  });
export type SpdciImport = Readonly<z.infer<typeof SpdciImport>>;
export type SinceConfig = Readonly<z.infer<typeof Since>>;
