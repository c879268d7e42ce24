import type { MappedMember } from '../../core/source.ts';
import type { MappingConfig } from './config.ts';
import { wrongType } from './errors.ts';
import { compileExpression } from './expression.ts';
import { asList, asText, compileField, nothing } from './values.ts';

/** A member as the group's entry embeds her, the person not read yet. */
export interface MemberEntry {
  /** The person's JSON, by reference into the entry; null when there is none. */
  readonly person: unknown;
  /** @throws EtlError (record) naming the first field of the membership that breaks the mapping */
  readonly membership: () => Omit<MappedMember, 'person' | 'raw'>;
}

/** Finds the members in a group's entry. */
export interface MemberReader {
  /** @throws EtlError `FIELD_WRONG_TYPE` (record) when there is no list: nothing can be said about who is in it */
  readonly read: (json: unknown) => readonly MemberEntry[];
  /** Persons whom the entry shows once more beside its members, by reference into the entry. */
  readonly repeated: (json: unknown) => readonly unknown[];
  readonly fields: ReadonlySet<string>;
}

/** Compiles the mapping of members; without one, groups have none. */
export const compileMembers = (
  config: MappingConfig['group']['members'],
  tables: MappingConfig['values'],
): MemberReader => {
  if (config === undefined || config === null) return { read: () => [], repeated: () => [], fields: new Set() };
  const list = compileExpression(config.path, 'members');
  const person = compileExpression(config.person, 'members.person');
  const repeated = config.repeated ? compileExpression(config.repeated, 'members.repeated') : nothing;
  const kinds = config.kinds ? compileExpression(config.kinds, 'members.kinds') : nothing;
  const part = (name: 'startDate' | 'endDate' | 'relation') => {
    const own = config[name];
    return own === undefined || own === null
      ? nothing
      : compileField(own, `members.${name}`, `mapping.group.members.${name}`, tables);
  };
  const [startDate, endDate, relation] = [part('startDate'), part('endDate'), part('relation')];

  const readKinds = (json: unknown, at: string): readonly string[] =>
    asList(kinds.evaluate(json), `${at}.kinds`).flatMap((kind) => {
      const text = asText(kind, `${at}.kinds`);
      return text === null || text.trim() === '' ? [] : [text];
    });

  return {
    read: (json) => {
      const found = list.evaluate(json);
      if (!Array.isArray(found)) throw wrongType('members', 'a list', found);
      return found.map((member: unknown, index) => {
        const at = `members[${String(index)}]`;
        return {
          person: person.evaluate(member),
          membership: () => ({
            kinds: readKinds(member, at),
            startDate: asText(startDate.evaluate(member), `${at}.startDate`),
            endDate: asText(endDate.evaluate(member), `${at}.endDate`),
            relation: asText(relation.evaluate(member), `${at}.relation`),
          }),
        };
      });
    },
    repeated: (json) => asList(repeated.evaluate(json), 'members.repeated'),
    fields: list.fields,
  };
};
