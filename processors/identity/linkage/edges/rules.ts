import { EtlError } from '../../../../core/errors.ts';
import type { EdgeRules } from './types.ts';

const component = 'processors/identity';

/** Rules with every number told. @throws EtlError `EDGE_RULES_INVALID` (bug) */
export const validated = ({ cap, reviewLine, records = Infinity }: EdgeRules): Required<EdgeRules> => {
  if (Number.isSafeInteger(cap) && cap >= 1 && !Number.isNaN(reviewLine) && records >= 2)
    return { cap, reviewLine, records };
  const message =
    'The cap of a block must be a whole number of at least 1, the records of a content at least 2, and the review line a number.';
  throw new EtlError('EDGE_RULES_INVALID', 'bug', message, { component, details: { cap, reviewLine, records } });
};
