/** How a topic of the product is made (DESIGN §2). Names are logical: the deployment's prefix goes before them. */
export interface TopicDefinition {
  readonly name: string;
  /** `one`: a total order is needed; `many`: the deployment's configured number. */
  readonly partitions: 'one' | 'many';
  /** What the topic is for, in a sentence. */
  readonly purpose: string;
  /** What the messages' keys are. */
  readonly key: string;
  /** Full names of the Avro records that the topic carries; each is a subject `<topic>-<full name>`. */
  readonly types: readonly string[];
}

const named = (...names: string[]): readonly string[] => names.map((name) => `org.registrystream.${name}`);

/** Every topic of the product; all are compacted. */
export const topicDefinitions: readonly TopicDefinition[] = [
  {
    name: 'source.records',
    partitions: 'one',
    purpose:
      'All that came in, in one order: records of the sources, verdicts, models, enrolments, what is to be held, runs.',
    key: '`<record key>/<import>`, `run/<run id>/<phase>`, `verdict/…`, `model/…`, `enrolment/<registrant id>/<program>`, `hold/…`, `policy/…` or `recluster/…`',
    types: named(
      'SourcePerson',
      'SourceGroup',
      'ImportRun',
      'Verdict',
      'ModelActivation',
      'ModelActivationStep',
      'Enrolment',
      'HoldSwitch',
      'AreaRelease',
      'SourceLinks',
      'ChangeGuard',
      'Reclustering',
    ),
  },
  {
    name: 'source.index',
    partitions: 'one',
    purpose: "A source's memory of what it has published.",
    key: '`<record key>/<import>`',
    types: named('SourceIndexEntry'),
  },
  {
    name: 'erasures',
    partitions: 'one',
    purpose: 'What was erased, by keyed hashes alone: sources refuse it when it comes again, and a restore repeats it.',
    key: '`<record key>/<import>`',
    types: named('Erasure'),
  },
  {
    name: 'source.checkpoints',
    partitions: 'many',
    purpose: 'Where each import of a source stands, and who holds a source.',
    key: '`<source>/<import>` or `<source>`',
    types: named('SourceCheckpoint', 'SourceHold'),
  },
  {
    name: 'registrants',
    partitions: 'many',
    purpose: 'The complete state of every registrant, whenever it changes.',
    key: 'registrant id, or `run/<run id>/<phase>/<partition>`',
    types: named('Registrant', 'ImportRun'),
  },
  {
    name: 'groups',
    partitions: 'many',
    purpose: 'The complete state of every group (household) with its members, whenever it changes.',
    key: 'group id, or `run/<run id>/<phase>/<partition>`',
    types: named('Group', 'ImportRun'),
  },
  {
    name: 'identity.decisions',
    partitions: 'many',
    purpose: 'Why a record belongs to a registrant or group, or waits for a person.',
    key: '`<entity id>/<version>/<ordinal>`',
    types: named('IdentityDecision'),
  },
  {
    name: 'audit',
    partitions: 'many',
    purpose: 'One event for each change that really happened in the registry.',
    key: '`<subject id>/<partition>-<offset>/<ordinal>`',
    types: named('AuditEvent'),
  },
  {
    name: 'dead-letters',
    partitions: 'many',
    purpose: 'What could not go on, with its reason and its way back.',
    key: '`<record key>/<import>/<component>/<code>`',
    types: named('DeadLetter'),
  },
];
