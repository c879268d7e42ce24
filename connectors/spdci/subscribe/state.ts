import { z } from 'zod';

const Subscription = z.strictObject({
  event: z.string(),
  /** Undefined until the registry has named it; some never do. */
  code: z.string().optional(),
  transaction: z.string(),
  reference: z.string(),
  /** Milliseconds since 1970 UTC. */
  expires: z.number(),
});

/** A subscription at the registry, as the checkpoint keeps it. */
export type Subscription = Readonly<z.infer<typeof Subscription>>;

const Kept = z.strictObject({ subscriptions: z.array(Subscription) });

/** Writes what is kept of the subscriptions of an import. */
export const writeKept = (subscriptions: readonly Subscription[]): string => JSON.stringify({ subscriptions });

/** Reads it; nothing when there is none, or when it cannot be read: they are made anew then, and the old ones run out. */
export const readKept = (kept: string | undefined): readonly Subscription[] => {
  if (kept === undefined) return [];
  try {
    const read = Kept.safeParse(JSON.parse(kept));
    return read.success ? read.data.subscriptions : [];
  } catch {
    return [];
  }
};
