import type { Query } from '../../../core/streamProcessor.ts';
import { postgresReader } from './postgresReader.ts';
import type { StoredModel } from './reader.ts';

/** What the resolver has stored, in short. */
export interface IdentityStanding {
  /** As it was activated; undefined: the starter, which the program brings along. */
  readonly model: StoredModel | undefined;
  /** Records of persons. */
  readonly persons: number;
  /** Records of groups. */
  readonly groups: number;
}

const countRecords = `
select count(*) filter (where kind = 'individual')::float8 as persons,
       count(*) filter (where kind = 'group')::float8 as groups
  from registry_stream.identity_node`;

/** Which model weighs as far as the resolver has come, and how many records it weighs. Counting reads the whole table. */
export const identityStanding = async (query: Query): Promise<IdentityStanding> => {
  const [row] = (await query(countRecords, [])) as unknown as readonly Omit<IdentityStanding, 'model'>[];
  return { persons: 0, groups: 0, ...row, model: await activeModel(query) };
};

/** The model that weighs as far as the resolver has come; undefined: the starter. */
export const activeModel = (query: Query): Promise<StoredModel | undefined> => postgresReader(query).activeModel();
