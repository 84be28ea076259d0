import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { NOTIFICATIONS_KEY } from '../api/notification-queries';
import { refreshConversations } from '../api/conversation-queries';
import { refreshSupport } from '../api/support-queries';
import { refreshToday } from '../api/today-queries';
import type { NotificationEvent } from '../state/transport/channel-events';
import { subscribeToNotifications } from '../state/transport/notification-subscription';
import { showToast } from '../components/overlays/toast';
import { alertFor } from './notification-alert';
import type { NotificationAlert } from './notification-alert';

/**
 * Says what happens to my sessions as it happens: on the page, and by the browser when it is away.
 * What is written to me is read anew. `home`: where all my sessions are.
 */
export function useNotificationAlerts(home: string): void {
  useServiceWorkerNavigation();
  const client = useQueryClient();
  const say = useShowAlert(home);
  const heard = useRef(new Set<string>());
  const called = useEffectEvent(() => {
    void refreshConversations(client);
    void refreshSupport(client);
  });
  const refresh = useEffectEvent(() => {
    called();
    void client.invalidateQueries({ queryKey: NOTIFICATIONS_KEY });
    void refreshToday(client);
  });
  const hear = useEffectEvent((event: NotificationEvent) => {
    refresh();
    // It may be delivered twice.
    if (heard.current.has(event.id)) return;
    heard.current.add(event.id);
    say(event);
  });
  useEffect(
    () =>
      subscribeToNotifications({
        onNotification: (event) => hear(event),
        onConversationsChanged: () => called(),
        onGap: () => refresh(),
      }),
    [],
  );
}

/** A notification of the browser was pressed: what it is about is shown here. */
function useServiceWorkerNavigation(): void {
  const [, navigate] = useLocation();
  const go = useEffectEvent((path: string) => navigate(path));
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return undefined;
    const listen = ({ data }: MessageEvent<unknown>): void => {
      const { kind, path } = data as { kind?: unknown; path?: unknown };
      if (kind === 'go' && typeof path === 'string' && path.startsWith('/')) go(path);
    };
    navigator.serviceWorker.addEventListener('message', listen);
    return () => navigator.serviceWorker.removeEventListener('message', listen);
  }, []);
}

function useShowAlert(home: string): (event: NotificationEvent) => void {
  const { t } = useTranslation();
  const [path, navigate] = useLocation();
  return (event) => {
    const alert = alertFor(event, { path, home, ...pageContext(path) });
    if (!alert) return;
    const go = (): void => navigate(alert.href);
    const title = t(`layout.notifications.kind.${alert.kind}`);
    const isOpening = alert.kind === 'session_opened';
    const text = isOpening ? t('layout.alerts.openedText') : undefined;
    showToast({
      title,
      text,
      urgent: alert.isUrgent,
      action:
        path === alert.href
          ? undefined
          : { label: t(isOpening ? 'layout.alerts.enter' : 'layout.alerts.see'), onClick: go },
    });
    if (alert.isForBrowser) showBrowserNotification(alert, { title, body: text ?? '', go });
  };
}

function pageContext(path: string): { hasBoard: boolean; isFocused: boolean } {
  return {
    hasBoard: path === '/today' && window.matchMedia('(min-width: 64rem)').matches,
    isFocused: document.visibilityState === 'visible' && document.hasFocus(),
  };
}

/** Names nobody: it may stand on a locked screen. */
function showBrowserNotification(
  { href }: NotificationAlert,
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
