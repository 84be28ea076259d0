/** The team's page on the system's health. */
export const teamHealth = {
  title: 'System health',
  intro: 'How punctual sessions are, and whether every part answers.',
  parts: {
    heading: 'Parts of the system',
    database: 'Database',
    redis: 'Redis',
    ably: 'Ably',
    worker: 'Timeline worker',
    ok: 'Answers',
    failing: {
      database: 'No answer: nothing can be read or stored',
      redis: 'No answer: steps go on, but may come a little late',
      ably: 'No answer: messages are kept and follow once it is back',
      worker: 'No sign of life: sessions do not open or end by themselves',
    },
    checkedAt: 'Checked at {{time}}, again every 5 seconds.',
    seenAt: 'Last seen at {{time}}; later checks failed.',
  },
  noFigures: {
    title: 'The figures cannot be read',
    text: 'The database does not answer. The figures come back by themselves once it does.',
  },
  steps: {
    'initial-message': 'Greeting',
    'enable-chat': 'Opening',
    'end-button': 'Notice',
    'auto-end': 'End',
  },
  lateness: {
    title: 'Lateness per step',
    lead_one: '{{number}} step done by the system in the last {{hours}} hours.',
    lead_other: '{{number}} steps done by the system in the last {{hours}} hours.',
    none: 'No step was done in this time.',
    step: 'Step',
    count: 'Count',
    median: 'Median',
    p95: 'p95',
    max: 'Worst',
  },
  perMinute: {
    title: 'Steps per minute',
    lead: '{{total}} steps in the last hour, at most {{most}} in one minute.',
    steps: 'Steps',
  },
  queue: {
    title: 'The queue',
    empty: 'Nothing waits to be sent.',
    lead_one: '{{number}} event waits to be sent, for {{age}} by now.',
    lead_other: '{{number}} events wait to be sent, the oldest for {{age}}.',
    failed_one:
      '{{count}} event could not be sent after all tries. Look into the log of the worker.',
    failed_other:
      '{{count}} events could not be sent after all tries. Look into the log of the worker.',
    waiting: 'Waiting to be sent',
    overdue: 'Overdue steps',
  },
  overdue: {
    title: 'Overdue steps',
    what: 'What is due and not done.',
    lead_one: '{{number}} step is due and not done.',
    lead_other: '{{number}} steps are due and not done.',
    none: 'None. Every step is done when it should be.',
    step: '{{step}}, due at {{time}}',
  },
};
