import type { IdentifierType } from '../../core/identifierType.ts';
import type { Query } from '../../core/streamProcessor.ts';
import type { EntityKind } from '../../schemas/generated/IdentityDecision.ts';

/** A programme as configured. */
interface ProgramDefinition {
  readonly name: string;
  /** Whom it enrols. */
  readonly target: EntityKind;
}

const json = (rows: readonly object[]): readonly unknown[] => [JSON.stringify(rows)];

/**
 * Makes the configured programmes known to the registry (`migrate`). A programme that is no longer configured stays:
 * people are enrolled in it.
 *
 * @param query must be allowed to write
 */
export const upsertPrograms = async (query: Query, programs: readonly ProgramDefinition[]): Promise<void> => {
  await query(
    `insert into registry.program (name, target_type)
select r.name, r.target from json_to_recordset($1::json) as r(name text, target text)
on conflict (name) do update set target_type = excluded.target_type
where program.target_type <> excluded.target_type`,
    json(programs),
  );
};

/** Makes the configured identifier types known to the registry (`migrate`); types that are gone stay. */
export const upsertIdentifierTypes = async (query: Query, types: readonly IdentifierType[]): Promise<void> => {
  await query(
    `insert into registry.identifier_type (name, uniqueness, pattern)
select r.name, r.uniqueness, r.pattern
from json_to_recordset($1::json) as r(name text, uniqueness text, pattern text)
on conflict (name) do update set uniqueness = excluded.uniqueness, pattern = excluded.pattern`,
    json(types.map(({ name, uniqueness, pattern }) => ({ name, uniqueness, pattern }))),
  );
};

/** Makes the configured membership kinds known to the registry (`migrate`); a kind that is gone is no longer unique. */
export const upsertMembershipKinds = async (query: Query, uniqueKinds: readonly string[]): Promise<void> => {
  await query(
    `with configured as (select k.name from unnest($1::text[]) as k(name)),
  gone as (
    update registry.membership_kind set is_unique = false
    where is_unique and name not in (select name from configured)
  )
insert into registry.membership_kind (name, is_unique) select name, true from configured
on conflict (name) do update set is_unique = true`,
    [uniqueKinds],
  );
};
