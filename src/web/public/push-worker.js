/*
 * Runs in the browser while no page of ours is open: shows that something happened, and leads to
 * where it did. It is told ids alone; nothing that anybody wrote ever comes here.
 */
const WORDS = {
  id: {
    message: 'Ada pesan baru untuk Anda',
    session_booked: 'Sesi baru dijadwalkan',
    session_invited: 'Sesi Anda terjadwal',
    session_opened: 'Sesi Anda sudah dibuka',
    session_cancelled: 'Sesi Anda dibatalkan',
    session_rescheduled: 'Jadwal sesi Anda diubah',
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
  event.waitUntil(lead(event.notification.data.path));
});

function read(event) {
  try {
    return event.data.json();
  } catch (error) {
    return {};
  }
}

/** Whoever is looking at that very room needs no telling. */
async function show(payload) {
  const path = pathOf(payload);
  const pages = await self.clients.matchAll({ type: 'window' });
  if (pages.some((page) => page.focused && new URL(page.url).pathname === path)) return;
  const words = WORDS[language];
  const title = Object.hasOwn(words, payload.event) ? words[payload.event] : words.other;
  await self.registration.showNotification(title, {
    body: words.text,
    icon: '/favicon.svg',
    lang: language,
    // One for each room: the newest takes the place of those before it.
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

async function lead(told) {
  const path = await existing(told);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === path) ?? pages[0];
  if (!there) return self.clients.openWindow(path);
  await there.focus();
  // The page goes there by itself, so that nothing that is written in it is lost.
  there.postMessage({ kind: 'go', path });
}

/** Only ids are told: whether a conversation is one of support is asked when somebody goes there. */
async function existing(path) {
  const id = /^\/messages\/(.+)$/.exec(path)?.[1];
  if (!id || (await ask(`/conversations/${id}`))) return path;
  const signedIn = await ask('/auth/session');
  return signedIn?.user.role === 'team' ? `/admin/chat/${id}` : '/';
}

async function ask(path) {
  try {
    const response = await fetch(`/api/v1${path}`, { headers: { accept: 'application/json' } });
    return response.ok ? (await response.json()).data : undefined;
  } catch (error) {
    return undefined;
  }
}
