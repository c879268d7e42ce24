/** How a topic of the product is made (DESIGN §2). Names are logical: the deployment's prefix goes before them. */
export interface TopicDefinition {
  readonly name: string;
  /** `one`: a total order is needed; `many`: the deployment's configured number. */
  readonly partitions: 'one' | 'many';
  /** Full names of the Avro records that the topic carries; each is a subject `<topic>-<full name>`. */
  readonly types: readonly string[];
}

const named = (...names: string[]): readonly string[] => names.map((name) => `org.registrystream.${name}`);

/** Every topic of the product; all are compacted. */
export const topicDefinitions: readonly TopicDefinition[] = [
  {
    name: 'source.records',
    partitions: 'one',
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
  { name: 'source.index', partitions: 'one', types: named('SourceIndexEntry') },
  { name: 'source.checkpoints', partitions: 'many', types: named('SourceCheckpoint', 'SourceHold') },
  { name: 'registrants', partitions: 'many', types: named('Registrant', 'ImportRun') },
  { name: 'groups', partitions: 'many', types: named('Group', 'ImportRun') },
  { name: 'identity.decisions', partitions: 'many', types: named('IdentityDecision') },
  { name: 'audit', partitions: 'many', types: named('AuditEvent') },
  { name: 'dead-letters', partitions: 'many', types: named('DeadLetter') },
];
