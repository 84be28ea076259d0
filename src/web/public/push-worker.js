/*
 * Service worker: shows push notifications and opens their page. A payload has ids only, never the text of
 * a message.
 */
const TEXTS = {
  id: {
    message: 'Ada pesan baru untuk Anda',
    session_booked: 'Sesi baru dijadwalkan',
    session_invited: 'Sesi Anda terjadwal',
    session_opened: 'Sesi Anda sudah dibuka',
    session_cancelled: 'Sesi Anda dibatalkan',
    session_rescheduled: 'Jadwal sesi Anda diubah',
    session_missed: 'Mohon maaf, sesi Anda tidak dapat kami buka',
    series_booked: 'Rangkaian sesi mingguan dijadwalkan',
    session_outside_hours: 'Jam praktik berubah; sesi Anda mungkin perlu dipindahkan',
    other: 'Ada kabar tentang sesi Anda',
    text: 'Ketuk untuk membuka Ruang Diri.',
  },
  en: {
    message: 'You have a new message',
    session_booked: 'A new session was booked',
    session_invited: 'Your session is booked',
    session_opened: 'Your session is open',
    session_cancelled: 'Your session was cancelled',
    session_rescheduled: 'Your session was rescheduled',
    session_missed: "We're sorry, we couldn't open your session",
    series_booked: 'Weekly sessions were booked',
    session_outside_hours: 'Practice hours changed; your session may need to move',
    other: 'There is an update about your session',
    text: 'Tap to open Ruang Diri.',
  },
};
const language = new URL(self.location.href).searchParams.get('language') === 'en' ? 'en' : 'id';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil(show(read(event))));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data.path));
});

function read(event) {
  try {
    return event.data.json();
  } catch (error) {
    return {};
  }
}

/** Skipped while that page has the focus. */
async function show(payload) {
  const path = pathOf(payload);
  const pages = await self.clients.matchAll({ type: 'window' });
  if (pages.some((page) => page.focused && new URL(page.url).pathname === path)) return;
  const texts = TEXTS[language];
  const title = Object.hasOwn(texts, payload.event) ? texts[payload.event] : texts.other;
  await self.registration.showNotification(title, {
    body: texts.text,
    icon: '/favicon.svg',
    lang: language,
    // A newer notification replaces the earlier one of the same page.
    tag: path,
    data: { path },
  });
}

function pathOf({ sessionId, conversationId, event }) {
  if (sessionId) return `/sessions/${encodeURIComponent(sessionId)}`;
  if (event === 'message' && conversationId) {
    return `/messages/${encodeURIComponent(conversationId)}`;
  }
  return '/sessions';
}

async function openPage(requestedPath) {
  const path = await resolvePath(requestedPath);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((open) => new URL(open.url).pathname === path) ?? pages[0];
  if (!page) return self.clients.openWindow(path);
  await page.focus();
  // The page navigates itself, so that its unsent text is not lost.
  page.postMessage({ kind: 'go', path });
}

/** A conversation may be a support room, which has another page: the payload does not distinguish them. */
async function resolvePath(path) {
  const id = /^\/messages\/(.+)$/.exec(path)?.[1];
  if (!id || (await fetchData(`/conversations/${id}`))) return path;
  const signedIn = await fetchData('/auth/session');
  return signedIn?.user.role === 'team' ? `/admin/chat/${id}` : '/';
}

async function fetchData(path) {
  try {
    const response = await fetch(`/api/v1${path}`, { headers: { accept: 'application/json' } });
    return response.ok ? (await response.json()).data : undefined;
  } catch (error) {
    return undefined;
  }
}
