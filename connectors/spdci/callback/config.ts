import { z } from 'zod';

/** Host and port of an address to listen on. */
export const listenAddress = (text: string): { readonly host: string; readonly port: number } => {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
};

const isAddress = (text: string): boolean => {
  const [, port = ''] = /^(?:\[[0-9a-f:.]+\]|[^:\s]+):(\d{1,5})$/i.exec(text) ?? [];
  return port !== '' && Number(port) <= 65_535;
};

const Tls = z.strictObject({
  cert: z.string().min(1).describe('PEM certificate chain of the listener, as ${file:path}'),
  key: z.string().min(1).meta({ secret: true }).describe('its private key in PEM, as ${file:path}'),
});

/** `callback` of a connection: where the registry reaches this deployment. */
export const CallbackConfig = z.strictObject({
  listen: z
    .string()
    .refine(isAddress, 'must be host:port, for example 0.0.0.0:8443')
    .describe('host:port to listen on; imports and sources may share one'),
  url: z
    .url({ protocol: /^https?$/ })
    .describe('public address under which the registry reaches it: sender_uri of the messages that await an answer'),
  tls: Tls.optional().describe('serves HTTPS itself; without it a proxy in front has to'),
  waitMs: z
    .number()
    .int()
    .min(0)
    .default(60_000)
    .describe('how long the result of a search is waited for before its status is asked for, ms'),
  maxRequestBytes: z
    .number()
    .int()
    .min(1_024)
    .default(16 * 1_048_576)
    .describe('largest message that is read, bytes; a longer one is refused'),
});
export type CallbackConfig = Readonly<z.infer<typeof CallbackConfig>>;
