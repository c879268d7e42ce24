import type { Page, ScanMode, Source, SourceEntry } from '../../core/source.ts';

/** A registry that a suite can command, and sources that read it. */
export interface SourceHarness {
  /** A new source, as after a restart of the program. */
  open(): Source;
  /** A source whose credentials are wrong. */
  openRefused(): Source;
  /** How many entries the import has. */
  size(): number;
  /** Texts that name people and must not show in a cursor or an error. */
  personalTexts(): readonly string[];
  /** Secrets of the connection, which must not show in an error. */
  secrets(): readonly string[];
  /** The next `count` requests fail in a way that passes. */
  failNext(count: number): void;
  /** The next request is never answered. */
  hangNext(): void;
  /** How often one request is tried in all. */
  readonly attempts: number;
  /** Requests that have reached the registry. */
  requests(): number;
  /** Adds one entry that breaks the mapping. */
  addBroken(): void;
  /** The registry's time, milliseconds since 1970 UTC. */
  now(): number;
  /** Lets ten days pass, then changes one entry. */
  changeOne(): void;
  /** Removes about so many entries, the first ones in the registry's own order. */
  removeFirst(count: number): void;
  /** Adds so many entries that can be read. */
  add(count: number): void;
  /** Lets some days pass, then changes so many entries at one and the same moment. */
  changeAtOnce(count: number): void;
  /** The next `count` requests get an answer that nobody should take. */
  spoilNext(spoiling: Spoiling, count: number): void;
  /** Ends the credentials that are in use; new ones can be had. */
  expireCredentials(): void;
  /** Bytes above which an answer is not read. */
  readonly largestAnswer: number;
  close(): Promise<void>;
}

/** Answers of status 200, but for the redirection, that are not what was asked for. */
export type Spoiling =
  /** An answer of more than {@link SourceHarness.largestAnswer} bytes. */
  | { readonly kind: 'oversized'; readonly bytes: number }
  /** A small answer that decompresses to so many bytes. */
  | { readonly kind: 'compressed-bomb'; readonly bytes: number }
  /** The right answer, cut off in the middle. */
  | { readonly kind: 'truncated' }
  /** A page of HTML. */
  | { readonly kind: 'not-json' }
  /** JSON of another protocol. */
  | { readonly kind: 'no-envelope' }
  /** Errors inside. */
  | { readonly kind: 'errors-in-200' }
  /** A redirection to another host. */
  | { readonly kind: 'redirect'; readonly location: string };

/** A signal that never fires. */
export const quiet = new AbortController().signal;

/** Polls to the end; `reopen` makes a new source for every page. */
export const scan = async (harness: SourceHarness, mode: ScanMode, watermark?: string, reopen = false) => {
  const pages: Page[] = [];
  const sources = [harness.open()];
  let cursor: string | undefined;
  try {
    for (;;) {
      const source = sources.at(-1) ?? harness.open();
      const page = await source.poll({ mode, watermark, cursor }, quiet);
      pages.push(page);
      cursor = page.cursor;
      if (page.done) return pages;
      if (reopen) sources.push(harness.open());
    }
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
};

export const rawsOf = (pages: readonly Page[]): readonly string[] =>
  pages.flatMap((page) => page.entries).map((entry: SourceEntry) => entry.raw);

export const thrownBy = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (thrown: unknown) => thrown,
  );

/** Runs `use` with a new source of the test's harness, and closes it. */
export type WithSource = <Result>(use: (source: Source) => Promise<Result>) => Promise<Result>;
