import { RateLimiterRes } from 'rate-limiter-flexible';
import type { AppError } from '../../errors';
import type { Logger } from '../../logger';
import { networkOf } from '../../users/sign-in/network';
import { SharedLimiter } from '../rate-limits/shared-limiter';
import type { LimitStore } from '../rate-limits/shared-limiter';

const SECURITY_EVENTS = [
  'sign-in-failed',
  'unauthenticated',
  'forbidden',
  'csrf-refused',
  'rate-limited',
] as const;
export type SecurityEvent = (typeof SECURITY_EVENTS)[number];

/** What is known of a refused request; no path, which may hold a secret. */
export interface RefusedRequest {
  address: string;
  method?: string;
  /** The path template, or the kind of socket. */
  route?: string;
  userId?: string;
}

interface SecurityLogDeps {
  logger: Pick<Logger, 'warn' | 'error'>;
  store: LimitStore;
  /** Events of a kind in a quarter of an hour, of all processes, that are a wave; 0: no alarm. */
  alarmAt: number;
  onAlarm: (event: SecurityEvent) => Promise<void>;
}

const WINDOW_SECONDS = 15 * 60;

/**
 * Security events: one log line each, with the field `security`, a total for the metrics, and an alarm
 * when there are many.
 */
export class SecurityLog {
  private readonly totals = Object.fromEntries(
    SECURITY_EVENTS.map((event) => [event, 0]),
  ) as Record<SecurityEvent, number>;
  private readonly window: SharedLimiter;
  /** Until when further events of a kind are not counted: the alarm was given. */
  private readonly quietUntil = new Map<SecurityEvent, number>();

  constructor(private readonly deps: SecurityLogDeps) {
    const limit = { name: 'security', points: deps.alarmAt, duration: WINDOW_SECONDS };
    this.window = new SharedLimiter(limit, deps.store);
  }

  /** Totals since the process started. */
  counts(): Record<SecurityEvent, number> {
    return this.totals;
  }

  /** Records a refusal that concerns security; any other error is ignored. */
  recordRefusal(error: AppError, { address, ...request }: RefusedRequest): void {
    const event = eventOf(error);
    if (!event) return;
    this.totals[event] += 1;
    const network = networkOf(address);
    const entry = { security: event, code: error.code, network, ...request };
    this.deps.logger.warn(entry, 'Security event');
    void this.countTowardsAlarm(event);
  }

  private async countTowardsAlarm(event: SecurityEvent): Promise<void> {
    const { alarmAt, onAlarm, logger } = this.deps;
    if (alarmAt === 0 || (this.quietUntil.get(event) ?? 0) > Date.now()) return;
    try {
      const { consumedPoints } = await this.window.consume(event);
      if (consumedPoints !== alarmAt) return;
      logger.warn(
        { security: 'alarm', event, count: consumedPoints },
        'Security alarm: many events of one kind in a short time',
      );
      await onAlarm(event);
    } catch (reason) {
      if (reason instanceof RateLimiterRes) {
        this.quietUntil.set(event, Date.now() + reason.msBeforeNext);
      } else logger.error({ err: reason }, 'Security alarm failed: the team was not notified');
    }
  }
}

function eventOf({ code, status }: AppError): SecurityEvent | undefined {
  if (code === 'invalid-credentials' || code === 'password-link-invalid') return 'sign-in-failed';
  if (code === 'csrf-token-wrong') return 'csrf-refused';
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  return status === 429 ? 'rate-limited' : undefined;
}
