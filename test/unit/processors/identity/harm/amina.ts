import type { SourcePerson } from '../../../../../schemas/generated/types.ts';
import { linkingModel } from '../../support/model.ts';
import { person } from '../../support/records.ts';
import type { Resolver } from '../../support/resolver.ts';

/** A model by which two full entries of one person link. */
export const model = linkingModel(2_000);

/** One woman, as two offices wrote her down. */
export const amina = (recordKey: string, seen: number, more: Partial<SourcePerson> = {}): SourcePerson =>
  person(recordKey, {
    seen,
    fullName: null,
    givenName: 'Amina',
    familyName: 'Karimi',
    sex: 'f',
    birthDate: '1984-07-19',
    phones: [{ number: '+639171234567', collected: null, disabled: null }],
    area: 'Norte',
    ...more,
  });

/** An entry in which nothing is right any more by which she was known. */
export const rewritten = { givenName: 'Zohra', familyName: 'Haidari', birthDate: '1991-01-02', phones: [] } as const;

/** The last decision about a record. */
export const lastOf = (resolver: Resolver, recordKey: string) =>
  resolver.lineage.filter((decision) => decision.recordKey === recordKey).at(-1);
