import { setTimeout as pause } from 'node:timers/promises';
import type { DemoApi } from './demo-api';
import type { Participant } from './participant';

type Sender = 'client' | 'psychologist';

interface ScriptedMessage {
  sender: Sender;
  text: string;
}

/** Sent after the chat opens. */
export const OPENING_MESSAGES: readonly ScriptedMessage[] = [
  { sender: 'client', text: 'Halo, akhir-akhir ini saya sulit tidur.' },
  { sender: 'psychologist', text: 'Terima kasih sudah bercerita. Sejak kapan itu terasa?' },
  { sender: 'client', text: 'Kira-kira dua minggu, sejak saya pindah kerja.' },
  { sender: 'psychologist', text: 'Itu perubahan besar. Apa yang membantu Anda merasa tenang?' },
  { sender: 'client', text: 'Jalan sore, dan menulis buku harian.' },
];

/** Sent after the end warning. */
export const CLOSING_MESSAGES: readonly ScriptedMessage[] = [
  { sender: 'psychologist', text: 'Mari kita jadikan itu latihan minggu ini, ya.' },
  { sender: 'client', text: 'Baik, terima kasih banyak. Sampai jumpa!' },
];

const READING_TIME_MS = 1_200;
const TYPING_TIME_MS = 1_800;

interface ChatDeps {
  api: DemoApi;
  sessionId: string;
  participants: Record<Sender, Participant>;
}

/** For each message: its sender reads, types for a moment, and sends. */
export async function sendMessages(
  { api, sessionId, participants }: ChatDeps,
  messages: readonly ScriptedMessage[],
): Promise<void> {
  for (const { sender, text } of messages) {
    const participant = participants[sender];
    const { token } = participant.user;
    await pause(READING_TIME_MS);
    await api.put(`/chat/sessions/${sessionId}/read`, { token });
    await participant.sendTyping(true);
    await pause(TYPING_TIME_MS);
    await api.post('/chat/messages', {
      token,
      body: { sessionId, message: text, messageType: 'text' },
    });
    await participant.sendTyping(false);
  }
}
