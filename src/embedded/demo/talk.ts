import { setTimeout as pause } from 'node:timers/promises';
import type { DemoApi } from './demo-api';
import type { Participant } from './participant';

type Speaker = 'client' | 'psychologist';

interface Line {
  by: Speaker;
  text: string;
}

/** Said while there is time. */
export const OPENING_TALK: readonly Line[] = [
  { by: 'client', text: 'Halo, akhir-akhir ini saya sulit tidur.' },
  { by: 'psychologist', text: 'Terima kasih sudah bercerita. Sejak kapan itu terasa?' },
  { by: 'client', text: 'Kira-kira dua minggu, sejak saya pindah kerja.' },
  { by: 'psychologist', text: 'Itu perubahan besar. Apa yang membantu Anda merasa tenang?' },
  { by: 'client', text: 'Jalan sore, dan menulis buku harian.' },
];

/** Said once the end is announced. */
export const CLOSING_TALK: readonly Line[] = [
  { by: 'psychologist', text: 'Mari kita jadikan itu latihan minggu ini, ya.' },
  { by: 'client', text: 'Baik, terima kasih banyak. Sampai jumpa!' },
];

const READING_MS = 1_200;
const TYPING_MS = 1_800;

interface Stage {
  api: DemoApi;
  sessionId: string;
  people: Record<Speaker, Participant>;
}

/** Each line: the speaker reads what was said, types for a moment, and sends. */
export async function talk(stage: Stage, lines: readonly Line[]): Promise<void> {
  const { api, sessionId, people } = stage;
  for (const { by, text } of lines) {
    const speaker = people[by];
    const { token } = speaker.person;
    await pause(READING_MS);
    await api.put(`/chat/sessions/${sessionId}/read`, { token });
    await speaker.type(true);
    await pause(TYPING_MS);
    await api.post('/chat/messages', {
      token,
      body: { sessionId, message: text, messageType: 'text' },
    });
    await speaker.type(false);
  }
}
