import { MappingConfig } from '../../../connectors/mapping/config.ts';
import { commonIdentifierTypes } from '../../../connectors/mapping/commonIdentifierTypes.ts';
import { compileEntryReader, type EntryReader } from '../../../connectors/mapping/entry.ts';
import { createClock, Registry } from '../../simulator/index.ts';
import { createPlainGraphQL } from '../../simulator/graphql/endpoint.ts';
import { defaultPopulation } from '../../simulator/population.ts';
import { document, mapping } from '../sources/configuration.ts';

/** Rows that a page of the endpoint holds at most. */
const PAGE = 1000;
/** Somewhat fewer people than live in a household on average, so that there are enough. */
const PEOPLE_PER_HOUSEHOLD = 3;

interface People {
  readonly data: {
    readonly people: {
      readonly edges: readonly { readonly node: object }[];
      readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
    };
  };
}

/**
 * People of a simulated registry, as its GraphQL endpoint shows them: names in nine languages and scripts, some without
 * an identifier, some registered twice.
 *
 * @param count how many
 */
export const simulatedPeople = (count: number): readonly object[] => {
  const households = Math.ceil(count / PEOPLE_PER_HOUSEHOLD) + 1;
  const registry = new Registry(createClock('2026-03-01T08:00:00Z'), { ...defaultPopulation, households });
  const endpoint = createPlainGraphQL(registry.store, { introspection: false });
  const found: object[] = [];
  for (let after: string | undefined; found.length < count;) {
    const { body } = endpoint(JSON.stringify({ query: document, variables: { first: PAGE, after } }));
    const { edges, pageInfo } = (body as People).data.people;
    for (const { node } of edges) found.push(node);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return found.slice(0, count);
};

/** What reads them, as the connector `graphql` does with the mapping of the benchmarks. */
export const peopleReader = (): EntryReader =>
  compileEntryReader(MappingConfig.parse(mapping), commonIdentifierTypes, 'individual');
