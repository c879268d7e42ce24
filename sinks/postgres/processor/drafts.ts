import type { RowWrite } from '../../../core/streamProcessor.ts';
import type { Desired } from '../state/desired.ts';
import { instant } from '../state/values.ts';
import { programMembershipTable } from '../tables/operation.ts';
import { writeRow } from '../tables/table.ts';
import { enrolment, type Facts } from './facts.ts';

/** Drafts to make for a registrant. */
export interface Drafts {
  readonly made: readonly { readonly program: string; readonly write: RowWrite }[];
  /** Programmes that are not in the registry: the view `registry.missing_draft` lists them until `migrate` adds them. */
  readonly refused: readonly string[];
}

/**
 * The drafts that an event proposes and that are not there yet. A programme for the other kind of registrant is passed
 * over: an import of groups proposes its programmes for groups and members alike. Only active registrants get drafts; an
 * enrolment that exists in any state is a caseworker's and is left alone.
 */
export const draftsFor = (desired: Desired, facts: Facts): Drafts => {
  if (desired.columns['status'] !== 'active') return { made: [], refused: [] };
  const made: { program: string; write: RowWrite }[] = [];
  const refused: string[] = [];
  for (const name of desired.programs) {
    const program = facts.programs.get(name);
    if (program === undefined) refused.push(name);
    else if (program.target === desired.kind && !facts.enrolments.has(enrolment(desired.id, program.id)))
      made.push({
        program: name,
        write: writeRow(programMembershipTable, {
          registrant_id: desired.id,
          program_id: program.id,
          state: 'draft',
          import_run: desired.importRun,
          created_at: instant(desired.observedAt),
        }),
      });
  }
  for (const { write } of made) facts.enrolments.add(enrolment(desired.id, write.row['program_id'] as number));
  return { made, refused };
};
