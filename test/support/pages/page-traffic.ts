import type { Page } from 'playwright-core';

/** A text received by a page. */
export interface ReceivedText {
  url: string;
  text: string;
}

/** Records response bodies, WebSocket frames and stream events that a page receives from now on. */
export class PageTraffic {
  readonly received: ReceivedText[] = [];
  private readonly pending: Promise<void>[] = [];

  constructor(page: Page) {
    this.pending.push(this.recordEventStreams(page));
    page.on('response', (response) => {
      const url = response.url();
      // A stream does not end.
      if (response.request().resourceType() === 'eventsource') return;
      // Redirects and aborted responses have no body.
      const body = response.text().catch(() => '');
      this.pending.push(body.then((text) => void this.received.push({ url, text })));
    });
    page.on('websocket', (socket) => {
      const url = socket.url();
      socket.on('framereceived', ({ payload }) => {
        this.received.push({ url, text: payload.toString() });
      });
    });
  }

  private async recordEventStreams(page: Page): Promise<void> {
    const protocol = await page.context().newCDPSession(page);
    await protocol.send('Network.enable');
    protocol.on('Network.eventSourceMessageReceived', ({ data }) => {
      this.received.push({ url: 'an event stream', text: data });
    });
  }

  /** Texts received so far that match. */
  async matching(pattern: RegExp): Promise<ReceivedText[]> {
    await Promise.all(this.pending);
    return this.received.filter(({ text }) => pattern.test(text));
  }
}
