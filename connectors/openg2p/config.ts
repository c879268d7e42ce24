import { z } from 'zod';
import { HttpConfig } from '../http/config.ts';
import { MappingConfig } from '../mapping/config.ts';
import { documentProblem } from './document.ts';

/** Arguments of `getRegistrants` that the connector sets itself. */
const ownArguments: readonly string[] = ['limit', 'offset', 'order', 'isGroup', 'lastSyncDate'];

const argumentName = z
  .string()
  .regex(/^[_A-Za-z][_0-9A-Za-z]*$/, 'must be the name of a GraphQL argument')
  .refine((name) => !ownArguments.includes(name), {
    error: 'is set by the connector: leave it out of the filters (createdSince sets lastSyncDate)',
  });

/** `connection` of an OpenG2P source. */
export const OpenG2PConnection = HttpConfig.safeExtend({
  searchPath: z
    .string()
    .min(1)
    .default('/api/v1/g2p-connect/registry/sync/search')
    .describe('path of the synchronous search below baseUrl'),
  senderId: z.string().min(1).default('registry-stream').describe('sender_id of the request envelope'),
  receiverId: z.string().default('Social Registry').describe('receiver_id of the request envelope'),
  checkCorrelation: z
    .boolean()
    .default(true)
    .describe('refuse an answer whose transaction or reference id is not the one asked with'),
  mapping: MappingConfig.prefault({}).describe('laid over the preset for OpenG2P, field by field'),
});
export type OpenG2PConnection = Readonly<z.infer<typeof OpenG2PConnection>>;

/** `query` of an import of an OpenG2P source. */
export const OpenG2PImport = z
  .strictObject({
    document: z
      .string()
      .min(1)
      .check((context) => {
        const problem = documentProblem(context.value);
        if (problem !== undefined) context.issues.push({ code: 'custom', input: context.value, message: problem });
      })
      .optional()
      .describe('GraphQL document with one getRegistrants field; paging arguments are set by the connector'),
    filters: z
      .record(argumentName, z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('further arguments of getRegistrants, for example {gender: Female}'),
    createdSince: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:\d{2}))?$/, 'must be a date, or a date and time with its zone')
      .optional()
      .describe('only registrants created since; sets lastSyncDate, which OpenG2P compares with the create date'),
    pageSize: z.number().int().min(2).max(10_000).default(200).describe('registrants a request'),
    pageOverlap: z
      .number()
      .int()
      .min(1)
      .max(50)
      .default(10)
      .describe('registrants of the page before that are read again, to see that nothing shifted'),
    watermarkOverlapDays: z
      .number()
      .int()
      .min(0)
      .max(365)
      .default(2)
      .describe('days before the newest write date that an incremental scan reads again'),
  })
  .refine((query) => query.pageOverlap < query.pageSize, {
    path: ['pageOverlap'],
    error: 'must be smaller than pageSize',
  });
export type OpenG2PImport = Readonly<z.infer<typeof OpenG2PImport>>;
