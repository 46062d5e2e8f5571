/** Tests, and what only they use. */
const TESTS = '\\.test\\.ts$|^src/engine/testing/';

/** The layers of docs/architecture.md: model < kinds < engine < { aws, kube < fieldexport } < runtime < main. */
const only = (from, allowed, comment) => ({
  name: `${from}-imports-only`,
  severity: 'error',
  comment,
  from: { path: `^src/${from}/`, pathNot: TESTS },
  to: { path: '^src/', pathNot: [`^src/${from}/`, ...allowed.map((layer) => `^src/${layer}`)] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle hides who depends on whom.',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    only(
      'kinds',
      ['model/(names|refs)\\.ts$'],
      'A kind is data: it knows its own types and how the API is called, and nothing else.',
    ),
    only(
      'engine',
      ['kinds/(types|mutable|references|template)\\.ts$', 'model/(names|refs)\\.ts$'],
      'The engine is pure and serves every kind alike: it must not know the registry.',
    ),
    only('aws', ['engine/', 'kinds/', 'model/(names|refs)\\.ts$'], 'The AWS side must not know Kubernetes.'),
    only('kube', ['engine/', 'kinds/types\\.ts$', 'model/names\\.ts$'], 'The Kubernetes side must not know AWS.'),
    only(
      'crd',
      ['kinds/', 'model/', '(advice|chart|guardrails|iam)/files\\.ts$'],
      'CRDs are generated from the model and the descriptors alone.',
    ),
    only(
      'chart',
      ['config/(flags|words)\\.ts$', 'kinds/'],
      'What the charts take from kinds and flags: generated at build time, never run.',
    ),
    only('advice', [], 'Advice is about fields as users write them: it must not depend on how they are served.'),
    only(
      'guardrails',
      ['advice/', 'kinds/', 'model/', 'crd/(companions|schema)\\.ts$', 'engine/policy\\.ts$'],
      'Guardrails are made of the model and the descriptors at build time: nothing of them runs.',
    ),
    only('iam', ['kinds/'], 'Rights are made of the descriptors at build time.'),
    only(
      'fieldexport',
      ['engine/', 'kinds/types\\.ts$', 'kube/'],
      'A controller of its own beside the kinds: it reads what they wrote and must not know AWS.',
    ),
    only(
      'simulator',
      ['kinds/', 'model/'],
      'The simulator stands for AWS: it shares data with the operator, never code paths under test.',
    ),
    only(
      'cli',
      ['advice/', 'aws/', 'config/proxy\\.ts$', 'crd/', 'engine/', 'guardrails/', 'kinds/', 'kube/', 'model/'],
      'The plugin is a program of its own beside the operator: it shares what both know, and nothing of what the operator runs.',
    ),
    {
      name: 'engine-is-pure',
      severity: 'error',
      comment: 'No I/O library in the engine: it is tested by enumeration.',
      from: { path: '^src/(engine|kinds)/', pathNot: TESTS },
      to: { path: ['^node_modules/', '^node:'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'traces-are-lazy',
      severity: 'error',
      comment: 'Whoever sends no traces must not load what sends them.',
      from: { path: '^src/' },
      to: { path: '^src/runtime/otlp\\.ts$', dynamic: false },
    },
    {
      name: 'clients-on-demand',
      severity: 'error',
      comment: 'Whoever reads no logs and has no event queue must not load the clients for them.',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: '^src/aws/(logs-sdk|push/sdk)\\.ts$', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'traces-are-in-one-place',
      severity: 'error',
      comment: 'One file knows OpenTelemetry, and it is loaded when traces are wanted.',
      from: { path: '^src/', pathNot: '^src/runtime/otlp\\.ts$' },
      to: { path: '^node_modules/@opentelemetry' },
    },
    {
      name: 'main-is-the-top',
      severity: 'error',
      comment: 'main.ts is wiring only.',
      from: { path: '^src/(?!main\\.ts)' },
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'src-stands-alone',
      severity: 'error',
      comment: 'Product code must not need test code.',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(test|tools)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Tests may reach anywhere, and the parser does not know their `using` yet.
    exclude: { path: '\\.test\\.ts$' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
