import { createPersonLinkage, profileOfPerson, starterModel } from '../../../processors/identity/linkage/index.ts';
import { normalisePerson, personForms } from '../../../processors/normalise/index.ts';
import { typeCatalogue } from '../../../runtime/deployment/topics.ts';
import { codec, type Codec, type SchemaIds } from '../../../runtime/kafka/index.ts';
import { sourceMessages } from '../../../runtime/source/messages.ts';
import type { SourcePerson } from '../../../schemas/generated/types.ts';
import { candidatePairs } from './pairs.ts';
import { peopleReader, simulatedPeople } from './people.ts';
import { createDecider } from './source.ts';

/** One kind of work. */
export interface MicroTask {
  readonly name: string;
  /** What is done, in words. */
  readonly what: string;
  /** How many records, or pairs, one pass works on. */
  readonly count: number;
  readonly unit: 'record' | 'pair';
  /** Before every pass, not measured: takes away what the pass before has made. */
  readonly prepare?: () => void;
  readonly pass: () => void;
}

/** Ids of schemas as a schema registry gives them: the codec asks for each once, so what it asks is not measured. */
const localIds = (): SchemaIds => {
  const known: object[] = [];
  const idOf = (schema: object): number => {
    const found = known.indexOf(schema);
    return found < 0 ? known.push(schema) : found + 1;
  };
  return {
    register: (_subject, schema) => Promise.resolve(idOf(schema)),
    find: (_subject, schema) => Promise.resolve(idOf(schema)),
    schema: (id) => Promise.resolve(known[id - 1]),
  };
};

const personType = 'org.registrystream.SourcePerson';

const codecTasks = async (people: readonly SourcePerson[], values: Codec): Promise<readonly MicroTask[]> => {
  const encoded = people.map((person) => values.encode('source.records', personType, person));
  await values.load(encoded);
  const count = people.length;
  return [
    {
      name: 'encode',
      what: 'SourcePerson to Avro, with its schema id',
      count,
      unit: 'record',
      pass: () => {
        for (const person of people) values.encode('source.records', personType, person);
      },
    },
    {
      name: 'decode',
      what: 'Avro to SourcePerson',
      count,
      unit: 'record',
      pass: () => {
        for (const value of encoded) values.decode(value);
      },
    },
  ];
};

const identityTasks = (people: readonly SourcePerson[]): readonly MicroTask[] => {
  const normalised = people.map(normalisePerson);
  const profiles = normalised.map((person) => profileOfPerson(personForms(person), []));
  const fresh = () => {
    // Comparisons remember what they have compared, and contents belong to one linkage.
    const linkage = createPersonLinkage(starterModel(), { weighIdentifiers: false });
    return { linkage, contents: profiles.map(linkage.contentOf) };
  };
  let { linkage, contents } = fresh();
  const keys = contents.map((content) => linkage.keysOf(content));
  const pairs = candidatePairs(keys, people.length);
  const prepare = (): void => {
    ({ linkage, contents } = fresh());
  };
  return [
    {
      name: 'normalise',
      what: 'names, dates, identifiers, phones as they are kept and shown',
      count: people.length,
      unit: 'record',
      pass: () => {
        for (const person of people) normalisePerson(person);
      },
    },
    {
      name: 'forms',
      what: 'the forms in which a person is compared: tokens, scripts, sounds, places',
      count: people.length,
      unit: 'record',
      pass: () => {
        for (const person of normalised) profileOfPerson(personForms(person), []);
      },
    },
    {
      name: 'keys',
      what: "a person's content for the model, and its blocking keys",
      count: people.length,
      unit: 'record',
      prepare,
      pass: () => {
        for (const profile of profiles) linkage.keysOf(linkage.contentOf(profile));
      },
    },
    {
      name: 'compare',
      what: 'two candidates of one block, all fields, weighed',
      count: pairs.length,
      unit: 'pair',
      prepare,
      pass: () => {
        for (const [left, right] of pairs) {
          const [one, other] = [contents[left], contents[right]];
          if (one !== undefined && other !== undefined) linkage.weight(one, other);
        }
      },
    },
  ];
};

/**
 * The work that every record costs, in the order of its way.
 *
 * @param records people of a simulated registry that each pass works on
 */
export const microTasks = async (records: number): Promise<readonly MicroTask[]> => {
  const rows = simulatedPeople(records);
  const read = peopleReader();
  const entries = rows.flatMap(read);
  const decide = createDecider();
  const decisions = decide(entries);
  const people = decisions
    .flatMap((decision) => decision.records)
    .map(({ value }) => value)
    .filter((value): value is SourcePerson => !('members' in value));
  const values = codec(typeCatalogue(''), localIds());
  await values.register();
  const messages = sourceMessages('bench', 'bench', '', values);
  return [
    {
      name: 'map',
      what: "a registry's JSON to a mapped person, by the operator's JMESPath",
      count: rows.length,
      unit: 'record',
      pass: () => {
        for (const row of rows) read(row);
      },
    },
    {
      name: 'decide',
      what: 'record key, content hash, aliases: what of a page is news',
      count: rows.length,
      unit: 'record',
      pass: () => {
        decide(entries);
      },
    },
    {
      name: 'messages',
      what: 'the record and its entry in the index as messages, with headers and event id',
      count: people.length,
      unit: 'record',
      pass: () => {
        for (const { records: news, index } of decisions) {
          for (const record of news) messages.record(record);
          for (const entry of index) messages.index(entry);
        }
      },
    },
    ...(await codecTasks(people, values)),
    ...identityTasks(people),
  ];
};
