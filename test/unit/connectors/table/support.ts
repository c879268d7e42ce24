import { commonIdentifierTypes, createTableSource } from '../../../../connectors/index.ts';
import type { Table } from '../../../../connectors/index.ts';
import type { TableOptions } from '../../../../connectors/table/entries.ts';
import type { SourceEntry } from '../../../../core/source.ts';

/** A signal that never fires. */
export const quiet = new AbortController().signal;

/** All entries of a table, with the number of pages that they came in. */
export const readAll = async (
  table: Table,
  options: Partial<TableOptions> = {},
): Promise<{ readonly entries: readonly SourceEntry[]; readonly pages: number }> => {
  const source = createTableSource({ table, target: 'individual', identifierTypes: commonIdentifierTypes, ...options });
  const entries: SourceEntry[] = [];
  let cursor: string | undefined;
  try {
    for (let pages = 1; ; pages += 1) {
      const page = await source.poll({ mode: 'complete', watermark: undefined, cursor }, quiet);
      entries.push(...page.entries);
      cursor = page.cursor;
      if (page.done) return { entries, pages };
    }
  } finally {
    await source.close();
  }
};

/** What was rejected, as `code place`. */
export const refusals = (entries: readonly SourceEntry[]): string[] =>
  entries.flatMap((entry) =>
    entry.kind === 'rejected' ? [`${entry.error.code} ${String(entry.error.context.details?.['place'])}`] : [],
  );
