import type { DatabaseDeadlines } from '../config/deadlines';
import { ClientWithDeadlines } from './client-with-deadlines';
import type { ClientDeadlines } from './client-with-deadlines';

/** Unanswered probes, one a second, after which a connection counts as lost. */
const KEEPALIVE_PROBES = 5;

/**
 * Options of the PostgreSQL driver. Without deadlines, as for migrations, a statement may take as
 * long as it needs.
 */
export function connectionOptions(
  deadlines?: DatabaseDeadlines,
  onConnect?: ClientDeadlines['onConnect'],
): Record<string, unknown> {
  return {
    application_name: 'ruang-diri',
    ...(deadlines
      ? withDeadlines(deadlines, onConnect)
      : { connectionTimeoutMillis: 10_000, options: settings({}) }),
  };
}

function withDeadlines(
  deadlines: DatabaseDeadlines,
  onConnect: ClientDeadlines['onConnect'],
): Record<string, unknown> {
  const { connect, query, keepAlive } = deadlines;
  const seconds = Math.ceil(keepAlive / 1_000);
  const ofClient: ClientDeadlines = { connect, query, peers: new Set(), onConnect };
  return {
    Client: ClientWithDeadlines,
    deadlines: ofClient,
    connectionTimeoutMillis: deadlines.pool,
    statement_timeout: deadlines.statement,
    lock_timeout: deadlines.lock,
    idle_in_transaction_session_timeout: deadlines.idleTransaction,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAlive,
    // The server's probes: the locks of a client whose host is gone are freed.
    options: settings({
      tcp_keepalives_idle: seconds,
      tcp_keepalives_interval: 1,
      tcp_keepalives_count: KEEPALIVE_PROBES,
      tcp_user_timeout: (seconds + KEEPALIVE_PROBES) * 1_000,
    }),
  };
}

/** The isolation level is set here, so that transactions need no statement for it. */
function settings(values: Record<string, number>): string {
  const all = Object.entries({ default_transaction_isolation: 'read\\ committed', ...values });
  return all.map(([name, value]) => `-c ${name}=${value}`).join(' ');
}
