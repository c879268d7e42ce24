import { createHash } from 'node:crypto';
import type { Reply } from './reply.ts';

/** Messages that are remembered at most. */
const mostRemembered = 10_000;

interface Known {
  /** Undefined: it could not be taken the last time, and may come again. */
  reply: Promise<Reply> | undefined;
  readonly until: number;
}

/**
 * Takes each message once: one that is sent again, as registries do that have not heard the reply, gets the reply of the
 * first time. One that could not be taken may come again although its signature was used: it is that very message.
 *
 * @param now milliseconds since 1970 UTC
 * @param keepMs how long a message may come again: as long as its signature would be good
 */
export const createOnceOnly = (now: () => number, keepMs: number) => {
  const known = new Map<string, Known>();

  const forgetOld = (): void => {
    for (const [hash, { until }] of known) {
      if (until >= now() && known.size < mostRemembered) break;
      known.delete(hash);
    }
  };

  /**
   * @param check proves that the message is the registry's; made once for each message
   * @param take uses it
   * @throws what `check` and `take` throw
   */
  return async (text: string, check: () => Promise<void>, take: () => Promise<Reply>): Promise<Reply> => {
    const hash = createHash('sha256').update(text).digest('base64');
    const before = known.get(hash);
    if (before?.reply !== undefined) return before.reply;
    if (before === undefined) await check();
    forgetOld();
    // Another one of it may have been checked meanwhile.
    const entry = known.get(hash) ?? { reply: undefined, until: now() + keepMs };
    known.set(hash, entry);
    entry.reply ??= take().catch((thrown: unknown) => {
      entry.reply = undefined;
      throw thrown;
    });
    return entry.reply;
  };
};
