import type { ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { collectedGauge } from '../../metrics/collected-gauge';

/** The state that the API's metrics report. */
interface MeasuredApi {
  streams: { counts(): { open: number; opened: number } };
  feed: { counts(): { subscribers: number; conversations: number } };
  limits: { counts(): { sends: number; signIns: Record<string, number> } };
  security: { counts(): Record<string, number> };
  /** Open connections by API. */
  connections: () => Record<string, number>;
}

interface CountedElsewhere {
  name: string;
  help: string;
  label?: string;
  read: () => Record<string, number>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of an API process: numbers only, no user data. */
export class ApiMetrics {
  readonly registry = new Registry();
  private readonly latency = new Histogram({
    name: 'ruang_diri_http_request_duration_seconds',
    help: 'Time from a request to its complete response',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor({ streams, feed, limits, security, connections }: MeasuredApi) {
    this.gauge('event_streams_open', 'Open event streams', () => streams.counts().open);
    this.gauge('feed_readers', 'Connections that the feed serves', () => feed.counts().subscribers);
    this.gauge(
      'feed_conversations',
      'Conversations with a subscriber in this process',
      () => feed.counts().conversations,
    );
    this.counter({
      name: 'event_streams_opened_total',
      help: 'Event streams opened',
      read: () => ({ total: streams.counts().opened }),
    });
    this.counter({
      name: 'sends_total',
      help: 'Messages that clients sent, refused ones included',
      read: () => ({ total: limits.counts().sends }),
    });
    this.counter({
      name: 'sign_ins_total',
      help: 'Sign-ins by outcome',
      label: 'outcome',
      read: () => limits.counts().signIns,
    });
    this.counter({
      name: 'security_events_total',
      help: 'Failed sign-ins and refused requests by kind',
      label: 'event',
      read: () => security.counts(),
    });
    const help = 'Open sockets and event streams by API';
    collectedGauge(this.registry, { name: 'connections', help, label: 'api', read: connections });
  }

  /** Measures a request until its response is complete. */
  measureRequest(
    response: Pick<ServerResponse, 'once' | 'statusCode'>,
    labels: { method: string; route: string },
  ): void {
    const startedAt = performance.now();
    response.once('finish', () => {
      const status = response.statusCode;
      this.latency.observe({ ...labels, status }, (performance.now() - startedAt) / 1000);
    });
  }

  private gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `ruang_diri_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** A counter of totals that are counted elsewhere, by the value of its label if it has one. */
  private counter({ name, help, label, read }: CountedElsewhere): void {
    new Counter({
      name: `ruang_diri_${name}`,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, total] of Object.entries(read())) {
          this.inc(label === undefined ? {} : { [label]: value }, total);
        }
      },
    });
  }
}
