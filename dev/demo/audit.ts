import type { Query } from '../../core/streamProcessor.ts';
import { recentAudit, type AuditedChange } from '../../sinks/index.ts';

const short = (value: unknown): string => {
  if (value === null || value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 36 ? `${text.slice(0, 35)}…` : text;
};

const describe = (change: AuditedChange): string => {
  const who = `${change.subjectKind} ${change.subjectId.slice(0, 8)} ${change.subjectName ?? ''}`.trim();
  const fields = change.changes.map((one) => `      ${one.field}: ${short(one.before)} → ${short(one.after)}`);
  return [`    ${change.action.padEnd(8)} ${who}`, ...(change.action === 'updated' ? fields : [])].join('\n');
};

/** A few audited changes of each kind, as a person reads them. The people are invented. */
export const describeAudit = async (query: Query, runs: readonly string[]): Promise<string> => {
  const samples: AuditedChange[] = [];
  for (const action of ['updated', 'created', 'merged', 'enrolled']) {
    for (const importRun of runs) samples.push(...(await recentAudit(query, 2, { actions: [action], importRun })));
  }
  return samples.slice(0, 8).map(describe).join('\n');
};
