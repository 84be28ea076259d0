import { Router } from 'express';
import type { Context } from '../../context';
import type { EventStreams } from '../sockets/event-streams';

interface Metric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  value: number;
}

/** `/metrics`: this process's figures in the text form of Prometheus; numbers alone, nobody's data. */
export function metrics({ feed }: Context, streams: EventStreams): Router {
  const router = Router();
  router.get('/metrics', (_request, response) => {
    const { open, opened } = streams.counts();
    const { subscribers, conversations } = feed.counts();
    const figures: Metric[] = [
      { name: 'event_streams_open', help: 'Event streams open now', type: 'gauge', value: open },
      {
        name: 'event_streams_opened_total',
        help: 'Event streams opened since the process began',
        type: 'counter',
        value: opened,
      },
      {
        name: 'feed_readers',
        help: 'Sockets and streams that read the feed',
        type: 'gauge',
        value: subscribers,
      },
      {
        name: 'feed_conversations',
        help: 'Conversations that somebody reads at this process',
        type: 'gauge',
        value: conversations,
      },
    ];
    response.type('text/plain; version=0.0.4').send(figures.map(formatMetric).join(''));
  });
  return router;
}

function formatMetric({ name, help, type, value }: Metric): string {
  const full = `ruang_diri_${name}`;
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${full} ${value}\n`;
}
