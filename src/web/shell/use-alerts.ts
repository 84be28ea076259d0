import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { NOTIFICATIONS_KEY } from '../api/notification-queries';
import { refreshDay } from '../api/today-queries';
import type { NotificationEvent } from '../realtime/channel-events';
import { listenToNotifications } from '../realtime/notification-feed';
import { showToast } from '../ui/toast';
import { alertOf } from './alert-of';
import type { Alert } from './alert-of';

/** Says what happens to my sessions as it happens: on the page, and by the browser when it is away. */
export function useAlerts(): void {
  const client = useQueryClient();
  const say = useSay();
  const heard = useRef(new Set<string>());
  const refresh = useEffectEvent(() => {
    void client.invalidateQueries({ queryKey: NOTIFICATIONS_KEY });
    void refreshDay(client);
  });
  const hear = useEffectEvent((event: NotificationEvent) => {
    refresh();
    // It may be delivered twice.
    if (heard.current.has(event.id)) return;
    heard.current.add(event.id);
    say(event);
  });
  useEffect(
    () => listenToNotifications({ heard: (event) => hear(event), mayHaveMissed: () => refresh() }),
    [],
  );
}

function useSay(): (event: NotificationEvent) => void {
  const { t } = useTranslation();
  const [path, navigate] = useLocation();
  return (event) => {
    const alert = alertOf(event, { path, ...surroundings(path) });
    if (!alert) return;
    const go = (): void => navigate(alert.href);
    const title = t(`today.alerts.${alert.words}`);
    const isOpening = alert.words === 'opened';
    const text = isOpening ? t('today.alerts.openedText') : undefined;
    showToast({
      title,
      text,
      urgent: alert.isUrgent,
      action:
        path === alert.href
          ? undefined
          : { label: t(isOpening ? 'today.alerts.enter' : 'today.alerts.seeAgenda'), onClick: go },
    });
    if (alert.isForBrowser) sayInBrowser(alert, { title, body: text ?? '', go });
  };
}

function surroundings(path: string): { hasBoard: boolean; isInFront: boolean } {
  return {
    hasBoard: path === '/today' && window.matchMedia('(min-width: 64rem)').matches,
    isInFront: document.visibilityState === 'visible' && document.hasFocus(),
  };
}

/** Names nobody: it may stand on a locked screen. */
function sayInBrowser(
  { href }: Alert,
  { title, body, go }: { title: string; body: string; go: () => void },
): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const shown = new Notification(title, { body, tag: href, icon: '/favicon.svg' });
    shown.onclick = () => {
      window.focus();
      go();
      shown.close();
    };
  } catch {
    // Some phones allow it to service workers alone; the page has said it already.
  }
}
