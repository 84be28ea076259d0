import { Router } from 'express';
import type { Context } from '../../context';
import type { EventStreams } from '../sockets/event-streams';

interface Metric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  value: number;
}

/** `/metrics`: metrics of this process in the Prometheus text format; numbers only, no user data. */
export function metrics({ feed }: Context, streams: EventStreams): Router {
  const router = Router();
  router.get('/metrics', (_request, response) => {
    const { open, opened } = streams.counts();
    const { subscribers, conversations } = feed.counts();
    const values: Metric[] = [
      { name: 'event_streams_open', help: 'Open event streams', type: 'gauge', value: open },
      {
        name: 'event_streams_opened_total',
        help: 'Event streams opened since the process started',
        type: 'counter',
        value: opened,
      },
      {
        name: 'feed_readers',
        help: 'Sockets and streams subscribed to the feed',
        type: 'gauge',
        value: subscribers,
      },
      {
        name: 'feed_conversations',
        help: 'Conversations with a subscriber in this process',
        type: 'gauge',
        value: conversations,
      },
    ];
    response.type('text/plain; version=0.0.4').send(values.map(formatMetric).join(''));
  });
  return router;
}

function formatMetric({ name, help, type, value }: Metric): string {
  const full = `ruang_diri_${name}`;
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${full} ${value}\n`;
}
