import { EdgeIndex } from '../../../processors/identity/linkage/edges/index.ts';
import { mostAlike, starterModel, type LinkageModel } from '../../../processors/identity/linkage/index.ts';
import { streamLinkage } from '../../../processors/identity/memory.ts';
import { weighedProfileOf } from '../../../processors/identity/weighedProfile.ts';
import { personView } from '../../../processors/identity/view.ts';
import { inventPeople } from './people.ts';

/**
 * How many pairs of records the resolver weighs for each of the last records of an invented registry: counted by its own
 * index apart, so that counting does not slow what is measured. Records that say the very same are weighed once.
 *
 * @param records size of the registry
 * @param last over how many of them
 * @param model undefined: the starter
 */
export const pairsPerRecord = (records: number, last: number, model: LinkageModel = starterModel()): number => {
  const linkage = streamLinkage(model);
  let pairs = 0;
  const counting = {
    ...linkage,
    weight: (...pair: Parameters<typeof linkage.weight>) => {
      pairs += 1;
      return linkage.weight(...pair);
    },
  };
  const { blocking, lines } = model;
  const index = new EdgeIndex(counting, { cap: blocking.cap, reviewLine: lines.review, records: mostAlike });
  let before = 0;
  let seen = 0;
  for (const person of inventPeople(records, 1)) {
    if (seen === records - last) before = pairs;
    seen += 1;
    const profile = weighedProfileOf([personView(person)], []);
    if (profile !== undefined) index.put(person.recordKey, linkage.contentOf(profile));
  }
  return (pairs - before) / last;
};
