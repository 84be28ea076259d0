/**
 * Which room of the house may open the door to which other one:
 * doors, jobs → sessions, conversation, files → outbox, accounts, db → config, errors, clock, logger.
 */
const BASE = '^src/(config/|(errors|clock|logger|content-cipher|words)\\.ts$)';
const CORE = '^src/(sessions|conversation|files|retention|push|accounts)/';
const HEART = '^src/(sessions|conversation|files|retention|push)/';
const LOWER = '^src/(outbox|accounts|db)/';
const MAINS = '^(src|jobs)/main\\.ts$|^src/context\\.ts$';
const OURS = '^(src|jobs)/';

/** A package wherever npm put it, and only that package. */
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

const forbidden = [
  {
    name: 'machine-imports-types-only',
    comment: 'The machine is a table: no clock, database, random or waiting, so it can be walked.',
    from: { path: '^src/sessions/session-machine\\.ts$' },
    to: { dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'core-knows-no-transport',
    comment:
      'The core decides the same whoever asks: it never sees a request, socket, queue or Ably.',
    from: { path: [CORE, '^src/outbox/', '^src/db/'] },
    to: {
      path: [
        npm('express', '@types/express', 'ws', '@types/ws', 'socket\\.io', 'ably', 'bullmq'),
        npm('helmet', 'pino-http'),
        '^(node:)?https?$',
      ],
    },
  },
  {
    name: 'core-knows-no-redis',
    comment: 'Postgres holds the truth; what Redis makes faster is asked for by an outbox event.',
    from: { path: CORE },
    to: { path: npm('ioredis') },
  },
  {
    name: 'doors-call-use-cases',
    comment: 'A door decodes and calls a use case; stores and entities are behind use cases.',
    from: { path: '^src/doors/' },
    to: { path: ['^src/.*-store\\.ts$', '^src/db/entities/', npm('typeorm')] },
  },
  {
    name: 'doors-know-no-other-door',
    comment: 'Each door serves one contract; what two share belongs beside them or in the core.',
    from: { path: '^src/doors/([^/]+)/' },
    to: { path: '^src/doors/[^/]+/', pathNot: '^src/doors/$1/' },
  },
  {
    name: 'bullmq-only-in-jobs',
    comment: 'A timer is asked for by an outbox event; only jobs/ speaks to the queue.',
    from: { path: '^src/' },
    to: { path: npm('bullmq') },
  },
  {
    name: 'ably-only-in-realtime',
    comment:
      'Ably is one way out among others: only its adapter (and those who play a person: browser, demo) knows it.',
    from: { path: OURS, pathNot: '^src/(realtime|web|embedded/demo)/' },
    to: { path: npm('ably', '@ably/.*') },
  },
  {
    name: 'src-never-imports-jobs',
    comment: 'The worker is built on the application, never the reverse.',
    from: { path: '^src/' },
    to: { path: '^jobs/' },
  },
  {
    name: 'conversation-asks-session-reader',
    comment:
      'Conversation may ask the session reader, and serves the port that sessions define; no more.',
    from: { path: '^src/conversation/' },
    to: {
      path: '^src/sessions/',
      pathNot: '^src/sessions/(session-reader|conversation-port)\\.ts$',
    },
  },
  {
    name: 'sessions-know-no-conversation',
    comment:
      'Sessions ask through their own port; how a conversation is kept is not their business.',
    from: { path: '^src/sessions/' },
    to: { path: '^src/conversation/' },
  },
  {
    name: 'adapters-are-wired-in-mains',
    comment: 'Only context.ts, main.ts and the worker construct services; others are handed ports.',
    from: { path: '^src/', pathNot: [MAINS, '^src/realtime/'] },
    to: { path: '^src/realtime/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'mains-are-imported-by-mains',
    comment: 'What lives is listed in context.ts; nobody reaches back into the list.',
    from: { path: OURS, pathNot: MAINS },
    to: { path: MAINS, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'realtime-is-an-adapter',
    comment:
      'Realtime carries out the ports of the outbox; it decides nothing and calls no use case.',
    from: { path: '^src/realtime/' },
    to: { path: ['^src/doors/', '^jobs/', '^src/embedded/'] },
  },
  {
    name: 'presence-stands-alone',
    comment: "Who is there is nobody's business but of those who ask: it rests on the base alone.",
    from: { path: '^src/presence/' },
    to: { path: '^(src|jobs)/', pathNot: ['^src/presence/', BASE] },
  },
  {
    name: 'heart-imports-downwards',
    comment:
      'Sessions, conversation, files, retention and push rest on outbox, accounts, db and the base alone.',
    from: { path: HEART },
    to: { path: '^(src|jobs)/', pathNot: [HEART, LOWER, BASE] },
  },
  {
    name: 'lower-rooms-import-downwards',
    comment: 'Outbox, accounts and db know nothing of the rooms above them.',
    from: { path: LOWER },
    to: { path: '^(src|jobs)/', pathNot: [LOWER, BASE] },
  },
  {
    name: 'db-imports-base',
    comment: 'Entities and transactions serve everyone, so they may depend on the base alone.',
    from: { path: '^src/db/' },
    to: { path: '^(src|jobs)/', pathNot: ['^src/db/', BASE] },
  },
  {
    name: 'base-imports-base',
    comment: 'Configuration, errors, clock, logger and cipher are below everything.',
    from: { path: BASE },
    to: { path: '^(src|jobs)/', pathNot: BASE },
  },
  {
    name: 'local-ably-stands-alone',
    comment: "Local Ably imitates somebody else's service: it must work without this house.",
    from: { path: '^src/local-ably/' },
    to: { path: ['^(src|jobs|migrations)/', '^ormconfig'], pathNot: '^src/local-ably/' },
  },
  {
    name: 'nobody-imports-local-ably',
    comment: 'It is reached over the network as the real one is, and started as a process.',
    from: { path: OURS, pathNot: '^src/local-ably/' },
    to: { path: '^src/local-ably/' },
  },
  {
    name: 'nobody-imports-embedded',
    comment: 'What a fresh machine lacks is outside of the product, which must run without it.',
    from: { path: OURS, pathNot: '^src/embedded/' },
    to: { path: '^src/embedded/' },
  },
  {
    name: 'web-takes-types-only',
    comment:
      'The browser app knows the API by its types; of our code only the closed lists of words run there.',
    from: { path: '^src/web/' },
    to: {
      path: '^(src|jobs|migrations|ormconfig)',
      pathNot: '^src/(web/|words\\.ts$)',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'web-runs-in-browsers',
    comment: 'A package or module of Node.js has no place in a browser.',
    from: { path: '^src/web/', pathNot: '^src/web/vite\\.config\\.mts$' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'nobody-imports-web',
    comment: 'The server hands out what Vite built; it knows nothing of how the app is made.',
    from: { path: OURS, pathNot: '^src/web/' },
    to: { path: '^src/web/' },
  },
  {
    name: 'web-rooms-stand-alone',
    comment:
      'Each room is loaded by itself; what two rooms share lies in ui/, api/ or realtime/. The rooms of the team are one part.',
    from: { path: '^src/web/rooms/([^/-]+)[^/]*/' },
    // A psychologist's day shows several rooms of sessions at once.
    to: {
      path: '^src/web/rooms/[^/]+/',
      pathNot: ['^src/web/rooms/$1', '^src/web/rooms/session/session-room\\.tsx$'],
    },
  },
  {
    name: 'no-circles',
    comment: 'In a circle no part can be understood, tested or loaded alone.',
    from: { path: OURS },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-tests-in-product',
    comment: 'The product must not need what is only there to test it.',
    from: { path: [OURS, '^migrations/', '^ormconfig'] },
    to: { path: '^test/' },
  },
  {
    name: 'no-dev-packages-in-product',
    comment: 'A package that production imports belongs to "dependencies".',
    // The browser app is built where development packages are, and carries what it needs.
    from: { path: [OURS, '^migrations/', '^ormconfig'], pathNot: '^src/web/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
  },
  {
    name: 'everything-resolves',
    comment: 'An import that leads nowhere fails on the machine of the one who installs it.',
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
