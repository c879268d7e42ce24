/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-imports-nothing',
      severity: 'error',
      from: { path: '^core/' },
      to: { pathNot: '^core/' },
    },
    {
      name: 'schemas-see-only-core',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { path: '^(connectors|processors|sinks|runtime|dev|test)/' },
    },
    {
      name: 'components-do-not-see-the-runtime',
      severity: 'error',
      from: { path: '^(connectors|processors|sinks)/' },
      to: { path: '^(runtime|dev|test)/' },
    },
    {
      name: 'kinds-of-components-do-not-see-each-other',
      severity: 'error',
      from: { path: '^(connectors|processors|sinks)/' },
      to: { path: '^(connectors|processors|sinks)/', pathNot: '^$1/' },
    },
    {
      name: 'connectors-share-only-what-is-no-kind-of-registry',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/' },
      to: { path: '^connectors/([^/]+)/', pathNot: '^connectors/($1|http|mapping|dci|paging)/' },
    },
    {
      name: 'normalise-does-not-see-identity',
      severity: 'error',
      from: { path: '^processors/normalise/' },
      to: { path: '^processors/', pathNot: '^processors/normalise/' },
    },
    {
      name: 'decisions-do-no-io',
      severity: 'error',
      from: { path: '^processors/', pathNot: '/store/' },
      to: {
        path: '^(node:)?(fs|net|http|https|child_process|worker_threads)$|node_modules/(pg|knex|kafkajs|undici)/',
      },
    },
    {
      name: 'kafka-client-only-in-runtime-kafka',
      severity: 'error',
      from: { pathNot: '^(runtime/kafka/|dev/|test/)' },
      to: { path: 'node_modules/(kafkajs|@kafkajs)/' },
    },
    {
      // It judges the product, so it shares no code, and no mistake, with it.
      name: 'checker-does-not-see-the-product',
      severity: 'error',
      from: { path: '^test/faults/checker/' },
      to: { path: '^(core|schemas|connectors|processors|sinks|runtime)/' },
    },
    {
      // They show what a team downstream can do with the package alone.
      name: 'examples-see-only-what-is-exported',
      severity: 'error',
      from: { path: '^examples/([^/]+)/' },
      to: { pathNot: '^(node:|examples/$1/|runtime/subscribe/index\\.ts$)|^(process|fs)$' },
    },
    {
      name: 'product-does-not-see-dev-or-test',
      severity: 'error',
      from: { path: '^(core|schemas|connectors|processors|sinks|runtime)/' },
      to: { path: '^(dev|test|examples)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
    doNotFollow: { path: 'node_modules' },
  },
};
