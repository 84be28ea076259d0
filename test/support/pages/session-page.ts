import type { Locator, Page } from 'playwright-core';
import { id as translations } from '../../../src/web/i18n/id';
import { isPhone } from './browser-window';
import { waitFor } from '../harness/wait-for';

/** A session page, located by roles and names only. */
export class SessionPage {
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly conversation: Locator;
  readonly countdown: Locator;
  readonly endButton: Locator;

  /** `container`: the part of the page with the chat, when there are several. */
  constructor(
    readonly page: Page,
    container: Page | Locator = page,
  ) {
    const { composer, conversation, ending } = translations.session;
    this.composer = container.getByRole('textbox', { name: composer.label });
    this.sendButton = container.getByRole('button', { name: composer.send, exact: true });
    this.conversation = container.getByRole('group', { name: conversation });
    this.countdown = container.getByRole('timer', { name: ending.remaining });
    this.endButton = container.getByRole('button', { name: ending.end });
  }

  /** Writes and sends a message: by Enter on a desktop, by the button on a phone. */
  async sendMessage(text: string): Promise<void> {
    await this.composer.fill(text);
    if (isPhone(this.page)) await this.sendButton.tap();
    else await this.composer.press('Enter');
  }

  message(text: string): Locator {
    return this.conversation.getByRole('article').filter({ hasText: text });
  }

  /** Delivery state of a sent message, as a screen reader announces it. */
  deliveryState(text: string, state: keyof typeof translations.session.state): Locator {
    return this.message(text).getByText(translations.session.state[state], { exact: true });
  }

  async waitUntilLoaded(): Promise<void> {
    await this.conversation.waitFor();
  }

  /** Waits until the composer is enabled. */
  async waitUntilWritable(): Promise<void> {
    await waitFor('an enabled composer', () => this.composer.isEnabled());
  }

  /** Texts of the rendered messages, from top to bottom. */
  texts(): Promise<string[]> {
    return this.conversation.getByRole('article').locator('p[dir=auto]').allInnerTexts();
  }

  /** Waits until these are the last messages. */
  async waitForLastMessages(...texts: string[]): Promise<void> {
    let lastTexts: string[] = [];
    await waitFor(`the end of the conversation: ${texts.join(' | ')}`, async () => {
      lastTexts = await this.texts();
      return lastTexts.slice(-texts.length).join('\n') === texts.join('\n');
    }).catch((error: Error) => {
      throw new Error(`${error.message}, but: ${lastTexts.join(' | ')}`);
    });
  }
}
