import { z } from 'zod';

/** Where subscriptions are ended, of an import that has none any more, too. */
export const defaultUnsubscribePath = '/registry/unsubscribe';

/** `subscribe` of an import: what the registry is to tell by itself. */
export const SubscribeConfig = z.strictObject({
  events: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      'reg_event_type of each subscription, as the registry calls them, for example [REGISTER, UPDATE, DELETE]',
    ),
  recordType: z
    .string()
    .min(1)
    .optional()
    .describe('notify_record_type; Person for individuals and Group for groups without it'),
  records: z
    .enum(['take', 'scan'])
    .default('take')
    .describe('take publishes what a notice shows; scan only asks for what has changed: for notices that show a part'),
  renewHours: z
    .number()
    .positive()
    .max(8_760)
    .default(24)
    .describe('how often subscriptions are made anew; the registry is asked for twice that time'),
  form: z
    .enum(['auto', 'standard', 'wildcard', 'flat'])
    .default('auto')
    .describe(
      'how the request is written: as the standard does, with a filter of *, or without a list; auto tries each',
    ),
  unsigned: z
    .boolean()
    .default(false)
    .describe('takes notices that nobody has signed: only where nobody else can reach the listener'),
  subscribePath: z.string().min(1).default('/registry/subscribe').describe('path below baseUrl'),
  unsubscribePath: z.string().min(1).default(defaultUnsubscribePath).describe('path below baseUrl'),
});
export type SubscribeConfig = Readonly<z.infer<typeof SubscribeConfig>>;
