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
 * Shows notifications as they arrive: as toasts, and as browser notifications in the background.
 * `home`: path of the user's session list.
 */
export function useNotificationAlerts(home: string): void {
  useServiceWorkerNavigation();
  const client = useQueryClient();
  const showAlert = useShowAlert(home);
  const receivedIds = useRef(new Set<string>());
  const refreshInbox = useEffectEvent(() => {
    void refreshConversations(client);
    void refreshSupport(client);
  });
  const refresh = useEffectEvent(() => {
    refreshInbox();
    void client.invalidateQueries({ queryKey: NOTIFICATIONS_KEY });
    void refreshToday(client);
  });
  const receive = useEffectEvent((event: NotificationEvent) => {
    refresh();
    // Delivery is at least once.
    if (receivedIds.current.has(event.id)) return;
    receivedIds.current.add(event.id);
    showAlert(event);
  });
  useEffect(
    () =>
      subscribeToNotifications({
        onNotification: (event) => receive(event),
        onConversationsChanged: () => refreshInbox(),
        onGap: () => refresh(),
      }),
    [],
  );
}

/** Opens the path of a pressed push notification, sent by the service worker. */
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
          : { label: t(isOpening ? 'layout.alerts.join' : 'layout.alerts.view'), onClick: go },
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

/** Without names: it may appear on a locked screen. */
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
    // Some phones allow this to service workers only; the toast is shown anyway.
  }
}
