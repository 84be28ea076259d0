/**
 * Import rules, from the outside in:
 * api, jobs → accounts, sessions, chat, files, retention → delivery/outbox, users, database → config, errors, enums, clock, logger.
 */
const BASE =
  '^src/(config/|(errors|clock|logger|failure-log|content-cipher|enums|audited-actions|ids|plain-text|answer-within|cache-limit|group-entries|redis|unavailable)\\.ts$)';
const USE_CASES = '^src/(accounts|sessions|chat|files|retention|users)/';
const DOMAIN = '^src/(accounts|sessions|chat|files|retention|delivery/push)/';
const PERSISTENCE = '^src/(delivery/outbox|users|database|idempotency|workers|master-keys)/';
const ADAPTERS = '^src/delivery/(ably|feed)/';
const COMPOSITION_ROOTS = '^(src|jobs)/main\\.ts$|^src/context\\.ts$';
const OURS = '^(src|jobs)/';

/** A package wherever npm put it, and only that package. */
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

const forbidden = [
  {
    name: 'machine-imports-types-only',
    comment: 'The session machine is pure: no clock, database, random or async.',
    from: { path: '^src/sessions/session-machine\\.ts$' },
    to: { dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'use-cases-know-no-transport',
    comment: 'Use cases never see a request, a socket, a queue or Ably.',
    from: { path: [USE_CASES, '^src/delivery/outbox/', '^src/database/'] },
    to: {
      path: [
        npm('express', '@types/express', 'ws', '@types/ws', 'socket\\.io', 'ably', 'bullmq'),
        npm('helmet', 'pino-http'),
        '^(node:)?https?$',
      ],
    },
  },
  {
    name: 'use-cases-know-no-redis',
    comment: 'PostgreSQL holds the truth; work for Redis is requested by an outbox event.',
    from: { path: USE_CASES },
    to: { path: npm('ioredis') },
  },
  {
    name: 'api-calls-use-cases',
    comment: 'An API decodes and calls a use case; repositories and entities are behind use cases.',
    from: { path: '^src/api/' },
    to: { path: ['^src/.*-repository\\.ts$', '^src/database/entities/', npm('typeorm')] },
  },
  {
    name: 'apis-are-independent',
    comment:
      'Each API serves one contract; shared parts are in http/, sockets/, shared/ or the core.',
    from: { path: '^src/api/(counseling|care|support|direct|tutoring|team|web|system)/' },
    to: {
      path: '^src/api/(counseling|care|support|direct|tutoring|team|web|system)/',
      pathNot: '^src/api/$1/',
    },
  },
  {
    name: 'bullmq-only-in-jobs',
    comment: 'A timer is requested by an outbox event; src/ only shows the queue to the team.',
    from: { path: '^src/', pathNot: '^src/api/team/queue-board\\.ts$' },
    to: { path: npm('bullmq') },
  },
  {
    name: 'ably-only-in-its-adapter',
    comment: 'Only delivery/ably uses the Ably SDK, and the clients: browser app and demo.',
    from: { path: OURS, pathNot: '^src/(delivery/ably|web|dev/demo)/' },
    to: { path: npm('ably', '@ably/.*') },
  },
  {
    name: 'src-never-imports-jobs',
    comment: 'The worker is built on the application, never the reverse.',
    from: { path: '^src/' },
    to: { path: '^jobs/' },
  },
  {
    name: 'chat-uses-the-session-reader-only',
    comment: 'Chat may use the session reader and implements the port that sessions define.',
    from: { path: '^src/chat/' },
    to: {
      path: '^src/sessions/',
      pathNot: '^src/sessions/(session-access|conversation-port)\\.ts$',
    },
  },
  {
    name: 'sessions-know-no-chat',
    comment: 'Sessions reach conversations through their own port.',
    from: { path: '^src/sessions/' },
    to: { path: '^src/chat/' },
  },
  {
    name: 'adapters-are-constructed-in-roots',
    comment:
      'Only context.ts, main.ts and the worker construct adapters; others get them as ports.',
    from: { path: '^src/', pathNot: [COMPOSITION_ROOTS, ADAPTERS] },
    to: { path: ADAPTERS, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'roots-are-imported-by-roots',
    comment: 'Services are passed in; a module never reaches back into the context.',
    from: { path: OURS, pathNot: COMPOSITION_ROOTS },
    to: { path: COMPOSITION_ROOTS, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'adapters-call-no-use-case',
    comment: 'Adapters implement ports; they know neither APIs nor jobs.',
    from: { path: ADAPTERS },
    to: { path: ['^src/api/', '^jobs/', '^src/dev/'] },
  },
  {
    name: 'presence-imports-base',
    comment: 'Presence depends on the base layer alone.',
    from: { path: '^src/delivery/presence/' },
    to: { path: '^(src|jobs)/', pathNot: ['^src/delivery/presence/', BASE] },
  },
  {
    name: 'domain-imports-downwards',
    comment:
      'Accounts, sessions, chat, files, retention and push depend on persistence and the base.',
    from: { path: DOMAIN },
    to: { path: '^(src|jobs)/', pathNot: [DOMAIN, PERSISTENCE, BASE] },
  },
  {
    name: 'persistence-imports-downwards',
    comment:
      'Outbox, users, idempotency, workers, master keys and database know nothing of the layers above.',
    from: { path: PERSISTENCE },
    to: { path: '^(src|jobs)/', pathNot: [PERSISTENCE, BASE] },
  },
  {
    name: 'database-imports-base',
    comment: 'Entities and transactions serve every layer, so they depend on the base alone.',
    from: { path: '^src/database/' },
    to: { path: '^(src|jobs)/', pathNot: ['^src/database/', BASE] },
  },
  {
    name: 'base-imports-base',
    comment: 'Configuration, errors, enums, clock, logger and cipher are below everything.',
    from: { path: BASE },
    to: { path: '^(src|jobs)/', pathNot: BASE },
  },
  {
    name: 'local-ably-stands-alone',
    comment: 'The local Ably server works without the rest of the project.',
    from: { path: '^src/local-ably/' },
    to: { path: ['^(src|jobs|migrations)/', '^ormconfig'], pathNot: '^src/local-ably/' },
  },
  {
    name: 'local-ably-is-never-imported',
    comment: 'It is a process reached over the network, like Ably itself.',
    from: { path: OURS, pathNot: '^src/local-ably/' },
    to: { path: '^src/local-ably/' },
  },
  {
    name: 'dev-is-never-imported',
    comment: 'The product runs without the servers that dev/ brings to a fresh machine.',
    from: { path: OURS, pathNot: '^src/dev/' },
    to: { path: '^src/dev/' },
  },
  {
    name: 'web-shares-enums-only',
    comment: 'The browser app takes the types of the API from the OpenAPI document.',
    from: { path: '^src/web/' },
    to: {
      path: '^(src|jobs|migrations|ormconfig)',
      pathNot: '^src/(web/|(enums|audited-actions)\\.ts$)',
    },
  },
  {
    name: 'web-runs-in-browsers',
    comment: 'Node.js modules do not exist in a browser.',
    from: { path: '^src/web/', pathNot: '^src/web/vite\\.config\\.mts$' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'web-is-never-imported',
    comment: 'The server delivers what Vite built and knows nothing of its sources.',
    from: { path: OURS, pathNot: '^src/web/' },
    to: { path: '^src/web/' },
  },
  {
    name: 'pages-are-independent',
    comment: 'Each page is loaded by itself; shared parts are in components/, chat/ or state/.',
    from: { path: '^src/web/pages/([^/-]+)[^/]*/' },
    to: {
      path: '^src/web/pages/[^/]+/',
      // The psychologist's day shows several sessions at once.
      pathNot: ['^src/web/pages/$1', '^src/web/pages/session/session-chat\\.tsx$'],
    },
  },
  {
    name: 'no-circles',
    comment:
      'In a circle no part can be understood, tested or loaded alone; type imports included.',
    from: { path: OURS },
    to: { circular: true },
  },
  {
    name: 'no-tests-in-product',
    comment: 'Test code stays out of the product.',
    from: { path: [OURS, '^migrations/', '^ormconfig'] },
    to: { path: '^test/' },
  },
  {
    name: 'no-dev-packages-in-product',
    comment: 'A package that production imports belongs to "dependencies".',
    // The browser app is built where development packages are installed.
    from: { path: [OURS, '^migrations/', '^ormconfig'], pathNot: '^src/web/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
  },
  {
    name: 'everything-resolves',
    comment: 'An unresolved import fails at run time.',
    from: {},
    to: { couldNotResolve: true },
  },
];

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'types'],
    },
  },
};
