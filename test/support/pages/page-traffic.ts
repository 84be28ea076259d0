import type { Page } from 'playwright-core';

/** One thing that a page was sent. */
export interface ReceivedText {
  url: string;
  text: string;
}

/** Everything that a page receives from now on: bodies, frames of sockets, events of streams. */
export class PageTraffic {
  readonly received: ReceivedText[] = [];
  private readonly pending: Promise<void>[] = [];

  constructor(page: Page) {
    this.pending.push(this.recordEventStreams(page));
    page.on('response', (response) => {
      const url = response.url();
      // A stream has no end to wait for.
      if (response.request().resourceType() === 'eventsource') return;
      // A redirect, or an answer that the page no longer wanted, has no body.
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

  /** What was received so far that holds one of these. */
  async matching(pattern: RegExp): Promise<ReceivedText[]> {
    await Promise.all(this.pending);
    return this.received.filter(({ text }) => pattern.test(text));
  }
}
