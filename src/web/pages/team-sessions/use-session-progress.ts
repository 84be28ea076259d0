import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { usePreciseFormat } from '../../i18n/precise-format';

const HOUR = 60 * 60_000;

/** Progress of a session at `now` (ms); counts by the second in the last hour. */
export function useSessionProgress(
  { status, startsAt, endsAt, endedAt }: TeamSession,
  now: number,
): string {
  const { t } = useTranslation();
  const format = useFormat();
  const precise = usePreciseFormat();
  const duration = (ms: number): string =>
    ms < HOUR ? format.countdown(ms) : format.duration(Math.round(ms / 60_000) * 60_000);
  if (status === 'pending') {
    const left = Date.parse(startsAt) - now;
    return left >= 0
      ? t('teamSessions.card.startsIn', { duration: duration(left) })
      : t('teamSessions.card.shouldHaveStarted', { duration: precise.duration(-left) });
  }
  if (status === 'active') {
    const left = Date.parse(endsAt) - now;
    return left >= 0
      ? t('teamSessions.card.remaining', { duration: duration(left) })
      : t('teamSessions.card.overrun', { duration: precise.duration(-left) });
  }
  const key = status === 'cancelled' ? 'cancelledAt' : 'endedAt';
  return t(`teamSessions.card.${key}`, { time: format.time(endedAt ?? endsAt) });
}
