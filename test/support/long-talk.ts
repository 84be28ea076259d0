import { encryptText } from '../../src/content-cipher';
import { messageContext } from '../../src/conversation/conversation-keys';
import type { TestSession } from './stage';
import type { TestSystem } from './system';

/** The words of the message with this number; some are short, some run over several lines. */
export function longMessageText(number: number): string {
  return `Pesan nomor ${number}.${' Dan sedikit lagi tentang hari ini.'.repeat(number % 5)}`;
}

/** Lets a session already have so many messages, told in turns, unread by nobody. */
export async function fillConversation(
  { context }: TestSystem,
  session: TestSession,
  messages: number,
): Promise<void> {
  const { source } = context.db;
  const [row] = await source.query(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [session.sessionId],
  );
  const id: string = row.id;
  const key = await context.keys.find(source.manager, id);
  const numbers = Array.from({ length: messages }, (_, index) => index + 1);
  await source.query('DELETE FROM messages WHERE conversation_id = $1', [id]);
  await source.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at)
     SELECT $1, n, CASE WHEN n % 3 = 0 THEN $2::bigint ELSE $3::bigint END, 'text', content,
       $5::timestamptz - make_interval(secs => $6::int - n)
     FROM unnest($4::bytea[]) WITH ORDINALITY AS said (content, n)`,
    [
      id,
      session.psychologist.id,
      session.client.id,
      numbers.map((number) => encryptText(key, longMessageText(number), messageContext(id))),
      new Date(context.clock.now()),
      messages,
    ],
  );
  await source.query('UPDATE conversations SET last_seq = $2 WHERE id = $1', [id, messages]);
  await source.query(
    `UPDATE conversation_members SET unread_count = 0, last_read_seq = $2
     WHERE conversation_id = $1`,
    [id, messages],
  );
}
