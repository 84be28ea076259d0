import type { SessionMessagePage } from '../../../src/chat/messages/list-messages';
import { freePort } from '../../../src/dev/processes/free-port';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const SENDS = 50;

interface Sent {
  clientMessageId: string;
  id: string;
  seq: number;
  tries: number;
}

describe('a killed API process', () => {
  let system: TestSystem;
  let port: number;
  let api: ProductProcess | undefined;
  let recorder: ChannelRecorder | undefined;

  beforeAll(async () => {
    system = await startSystem();
    port = await freePort();
  });
  afterEach(async () => {
    await api?.stop();
    await recorder?.close();
  });
  afterAll(() => system.stop());

  const startApi = async (): Promise<ProductProcess> =>
    (api = await startProductProcess(system, 'api', { PORT: String(port) }));

  /** Retries until a response arrives, like a client after a broken connection. */
  async function sendUntilAnswered(as: TestUser, sessionId: string, name: string): Promise<Sent> {
    let tries = 0;
    return waitFor(`an answer to ${name}`, async () => {
      tries += 1;
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/chat/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          sessionId,
          message: `${name}, try ${tries}`,
          messageType: 'text',
          clientMessageId: name,
        }),
      }).catch(() => undefined);
      if (response?.status !== 201) return undefined;
      const { data } = (await response.json()) as { data: { id: string; seq: number } };
      return { clientMessageId: name, id: data.id, seq: data.seq, tries };
    });
  }

  it.each([3, 15])(
    'loses and duplicates none of 50 concurrent sends (killed after %i responses)',
    async (answersBefore) => {
      const first = await startApi();
      const { sessionId, client } = await createActiveSession(system);
      const channelRecorder = await ChannelRecorder.open(system, [`chat:session:${sessionId}`]);
      recorder = channelRecorder;
      let answered = 0;
      let reachedMiddle = (): void => undefined;
      const middle = new Promise<void>((resolve) => (reachedMiddle = resolve));
      const send = async (index: number) => {
        const sent = await sendUntilAnswered(client, sessionId, `word-${index}`);
        answered += 1;
        if (answered === answersBefore) reachedMiddle();
        return sent;
      };
      // Half of them in parallel, each followed by another, so that the kill interrupts some.
      const sends = Array.from({ length: SENDS / 2 }, async (_, index) => [
        await send(index),
        await send(index + SENDS / 2),
      ]);
      await middle;
      await first.kill();
      expect(answered).toBeLessThan(SENDS);
      await startApi();
      const sent = (await Promise.all(sends)).flat();
      expect(sent.filter((one) => one.tries > 1).length).toBeGreaterThan(0);

      const path = `/api/v1/chat/history?sessionId=${sessionId}&limit=100`;
      const page = await system.call<SessionMessagePage>('GET', path, { as: client });
      const stored = page.body.data.data;
      expect(stored.map((one) => one.seq)).toEqual(stored.map((_, index) => index + 1));
      const ownMessages = stored.filter((one) => one.clientMessageId !== undefined);
      const bySeq = (a: { seq: number }, b: { seq: number }) => a.seq - b.seq;
      expect(
        ownMessages.map(({ clientMessageId, id, seq }) => ({ clientMessageId, id, seq })),
      ).toEqual(
        sent.sort(bySeq).map(({ clientMessageId, id, seq }) => ({ clientMessageId, id, seq })),
      );

      await system.drain();
      const received = () =>
        channelRecorder.messages.filter((one) => one.data.clientMessageId !== undefined);
      await waitFor('every message', () => received().length >= SENDS);
      expect(received().map((one) => one.data.seq as number)).toEqual(
        ownMessages.map((one) => one.seq),
      );
      expect(channelRecorder.duplicates()).toEqual([]);
    },
    40_000,
  );
});
