import type { Page } from 'playwright-core';
import type { PlayedDay } from './play-day';
import type { Name } from './people';

/** A room to be pictured: whose window, which address, and what to do before the picture. */
export interface RoomPicture {
  name: string;
  as?: Name;
  path: string;
  /** Of a system that may be tried: its demo people are added before it is pictured. */
  isDemo?: boolean;
  prepare?: (page: Page) => Promise<void>;
}

export function roomPictures(day: PlayedDay): RoomPicture[] {
  const { running, ending, waiting, moved, over, care, direct, asked } = day;
  return [
    { name: 'book', as: 'bagas', path: '/book' },
    { name: 'my-sessions', as: 'citra', path: '/sessions' },
    { name: 'session-waiting', as: 'made', path: `/sessions/${waiting.sessionId}` },
    { name: 'session', as: 'citra', path: `/sessions/${running.sessionId}` },
    { name: 'session-ending', as: 'andi', path: `/sessions/${ending.sessionId}` },
    { name: 'session-over', as: 'citra', path: `/sessions/${over.sessionId}` },
    { name: 'messages', as: 'citra', path: '/messages' },
    { name: 'conversation', as: 'putri', path: `/messages/${care}` },
    { name: 'conversation-team', as: 'tari', path: `/messages/${direct}` },
    { name: 'help', as: 'citra', path: '/sessions', prepare: openHelp },
    { name: 'admin-chat', as: 'tari', path: '/admin/chat' },
    { name: 'admin-chat-room', as: 'tari', path: `/admin/chat/${asked}` },
    { name: 'today', as: 'putri', path: '/today' },
    { name: 'today-full', as: 'panji', path: '/today' },
    { name: 'availability', as: 'putri', path: '/availability' },
    { name: 'team-sessions', as: 'tari', path: '/team' },
    { name: 'team-session', as: 'tari', path: `/team/sessions/${moved.sessionId}` },
    { name: 'team-health', as: 'tari', path: '/team/health' },
    { name: 'sign-in', path: '/', isDemo: true },
  ];
}

async function openHelp(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Bantuan dari/ }).click();
  await page.getByText('Baik, terima kasih!').waitFor();
}
