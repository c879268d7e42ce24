import { z } from 'zod';
import { MappingConfig } from '../mapping/config.ts';

const variable = z.string().regex(/^[_A-Za-z][_0-9A-Za-z]*$/, 'must be the name of a variable, without the $');

const path = z
  .string()
  .regex(
    /^[_A-Za-z][_0-9A-Za-z]*(\.[_A-Za-z][_0-9A-Za-z]*)*$/,
    'must be keys of the answer joined by dots, for example people.edges.node',
  );

const relay = z.strictObject({
  type: z.literal('relay').describe('cursors, as the GraphQL Cursor Connections Specification has them'),
  connection: path.describe('where the connection is in the answer: what holds pageInfo, for example people'),
  firstVariable: variable.default('first').describe('variable for the number of records a page'),
  afterVariable: variable.default('after').describe('variable for the cursor'),
});

const offset = z.strictObject({
  type: z.literal('offset').describe('a number of records from a position on; their order must not change by itself'),
  limitVariable: variable.default('limit').describe('variable for the number of records a page'),
  offsetVariable: variable.default('offset').describe('variable for the position of the first record, from 0'),
  overlap: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(10)
    .describe('records of the page before that are read again, to see that nothing shifted'),
});

const page = z.strictObject({
  type: z.literal('page').describe('numbered pages of a size; the order of the records must not change by itself'),
  numberVariable: variable.default('page').describe('variable for the number of the page'),
  sizeVariable: variable
    .default('size')
    .describe('variable for the number of records a page; it takes values up to pageSize, so that pages overlap'),
  firstNumber: z.number().int().min(0).max(1).default(1).describe('number of the first page'),
});

const none = z.strictObject({ type: z.literal('none').describe('one answer holds everything') });

const since = z.strictObject({
  variable: variable.describe('variable for the time since which records have changed'),
  format: z.enum(['date', 'date-time']).default('date-time').describe('2025-06-01, or 2025-06-01T08:00:00Z'),
  overlapMinutes: z
    .number()
    .int()
    .min(0)
    .max(525_600)
    .optional()
    .describe(
      'minutes before the last scan began that an incremental scan reads again, for clocks that differ and ' +
        'transactions that commit late; 60 for date-time, 2880 for date',
    ),
});

/** The keys of `query`, each checked by itself; `GraphQLImport` checks them against each other. */
export const QueryKeys = z.strictObject({
  document: z.string().min(1).describe('GraphQL document with the query, inline or as ${file:path}'),
  operationName: z.string().min(1).optional().describe('which query of the document, when it holds several'),
  variables: z.record(variable, z.json()).default({}).describe('fixed values of variables: filters, for example'),
  paging: z.discriminatedUnion('type', [relay, offset, page, none]).describe('how the registry gives pages'),
  records: path
    .optional()
    .describe('where the records are in the answer; with relay the edges’ nodes, or nodes, unless it says otherwise'),
  total: path.optional().describe('where a count of all records is; shown as progress, proves nothing'),
  since: since.optional().describe('how to ask for changes only; without it every scan reads everything'),
  pageSize: z.number().int().min(2).max(10_000).default(200).describe('records a request'),
  mapping: MappingConfig.prefault({}).describe('laid over the mapping of the connection, for this import'),
});
export type QueryKeys = Readonly<z.infer<typeof QueryKeys>>;
