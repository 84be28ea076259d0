import type { Dictionary } from '../dictionary';

export const systemHealth: Dictionary['systemHealth'] = {
  title: 'System status',
  intro: 'How punctual sessions are, and whether every component is up.',
  queueBoard: 'Job queue',
  parts: {
    heading: 'Components',
    database: 'Database',
    redis: 'Redis',
    ably: 'Ably',
    worker: 'Timeline worker',
    ok: 'Up',
    failing: {
      database: 'Down: nothing can be read or saved',
      redis: 'Down: steps still run, but may be a little late',
      redisRefuses:
        "Full or read-only: it refuses writes. Steps still run; check Redis' memory and disk",
      ably: 'Down: messages are saved and delivered once it recovers',
      worker: "No heartbeat: sessions don't open or end by themselves",
    },
    checkedAt: 'Checked at {{time}}, updated every 5 seconds.',
    staleSince: 'Last data from {{time}}; later checks failed.',
  },
  problems: {
    title_one: '{{count}} thing needs attention',
    title_other: '{{count}} things need attention',
    'database-failing': "The database isn't responding.",
    'master-key-missing':
      'An encryption key is missing on this server. Restart it with all keys in use.',
    'master-key-old':
      'The encryption key has been in use for {{days}} days. What was erased stays readable in backups until the keys are rotated.',
    'team-missing': 'No team member can sign in. Create one with the command `users create`.',
    'redis-failing': "Redis isn't responding.",
    'redis-refuses-writes': 'Redis refuses writes ({{subject}}).',
    'redis-nearly-full': "Redis uses {{percent}}% of its memory. Give it more before it's full.",
    'ably-failing': "Ably isn't responding.",
    'worker-missing': 'No worker is running.',
    'worker-silent':
      '{{subject}} has sent no heartbeat for {{age}}. Other workers take over; restart it.',
    'loop-stalled':
      'The loop {{subject}} last ran {{age}} ago. If it stays stuck, the worker restarts itself.',
    'shard-without-worker':
      'A shard of the outbox has had no worker for {{age}}. Check that a worker is running.',
    'delivery-late':
      'An event for {{subject}} has been waiting for {{age}} (limit {{limit}}). Check the worker log.',
    'steps-overdue':
      'A session step has been overdue for {{age}} (limit {{limit}}). See the list below.',
    'clock-differs':
      "The clock of {{subject}} is off by {{age}}. Sessions aren't affected; check its time sync.",
    'clock-of-api':
      "The clock of this server is off by {{age}}. Sessions aren't affected; check its time sync.",
    'ably-clock-differs':
      "The database's clock differs from Ably's by {{age}}. Check its time sync before Ably refuses connections.",
  },
  measures: {
    title: 'Delivery, memory and clocks',
    lead: 'How long the oldest undelivered event has waited, and what else has limits.',
    delivered: 'nothing waiting',
    waiting: 'waiting for {{age}}',
    redis: 'Redis memory',
    memory: '{{used}} MiB',
    memoryOf: '{{used}} of {{max}} MiB',
    clock: "This server's clock",
    ablyClock: "Ably's clock",
    ahead: '{{age}} ahead of the database',
    behind: '{{age}} behind the database',
  },
  destinations: { realtime: 'Ably', feed: 'Sockets', timers: 'Timers' },
  workers: {
    title: 'Workers',
    lead: 'Each worker, what it delivers, and when its loops last ran.',
    none: 'No worker is running.',
    heartbeat: 'Last heartbeat {{age}} ago',
    leases: '{{destination}}: shards {{shards}}',
    noLeases: 'Delivers no shard of the outbox',
    loops: 'Loops',
    loop: 'Loop',
    lastRound: 'Last ran',
    limit: 'Limit',
  },
  noMetrics: {
    title: "Metrics can't be read",
    text: "The database isn't responding. Metrics return once it recovers.",
  },
  steps: {
    'initial-message': 'Greeting',
    'enable-chat': 'Open',
    'end-button': 'Reminder',
    'auto-end': 'End',
  },
  lateness: {
    title: 'Lateness by step',
    lead_one: '{{number}} step run by the system in the last {{hours}} hours.',
    lead_other: '{{number}} steps run by the system in the last {{hours}} hours.',
    none: 'No steps ran in this period.',
    step: 'Step',
    count: 'Count',
    median: 'Median',
    p95: 'p95',
    max: 'Max',
  },
  perMinute: {
    title: 'Steps per minute',
    lead: '{{total}} steps in the last hour, at most {{most}} in one minute.',
    steps: 'Steps',
  },
  queue: {
    title: 'Queue',
    empty: 'Nothing is waiting to be sent.',
    lead_one: '{{number}} event is waiting to be sent, for {{age}} so far.',
    lead_other: '{{number}} events are waiting to be sent, the oldest for {{age}}.',
    failed_one: "{{count}} event couldn't be sent after all retries. Check the worker log.",
    failed_other: "{{count}} events couldn't be sent after all retries. Check the worker log.",
    waiting: 'Waiting to be sent',
    overdue: 'Overdue steps',
  },
  overdue: {
    title: 'Overdue steps',
    description: "Steps that are due but haven't run.",
    lead_one: "{{number}} step is due but hasn't run.",
    lead_other: "{{number}} steps are due but haven't run.",
    none: 'None. Every step runs on time.',
    step: '{{step}}, due at {{time}}',
  },
  zones: {
    title_one: '{{count}} booking affected by new time zone rules',
    title_other: '{{count}} bookings affected by new time zone rules',
    text: "The local time that was booked stays. The client and the psychologist were notified if it shifted; contact them if a booking couldn't be moved.",
    moved: "{{zone}}, moved from {{from}} to {{to}} (this device's time)",
    unresolved: "{{zone}}, couldn't be moved: still {{from}} (this device's time)",
  },
};
