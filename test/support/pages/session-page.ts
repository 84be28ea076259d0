import type { Locator, Page } from 'playwright-core';
import { id as words } from '../../../src/web/i18n/id';
import { isPhone } from './browser-window';
import { waitFor } from '../harness/wait-for';

/** A session's room as its person finds it on the page: by roles and names alone. */
export class SessionPage {
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly conversation: Locator;
  readonly countdown: Locator;
  readonly endButton: Locator;

  /** `place`: the part of the page that holds the room, where there are several. */
  constructor(
    readonly page: Page,
    place: Page | Locator = page,
  ) {
    const { composer, conversation, ending } = words.session;
    this.composer = place.getByRole('textbox', { name: composer.label });
    this.sendButton = place.getByRole('button', { name: composer.send, exact: true });
    this.conversation = place.getByRole('group', { name: conversation });
    this.countdown = place.getByRole('timer', { name: ending.remaining });
    this.endButton = place.getByRole('button', { name: ending.end });
  }

  /** Writes as a person does and sends: with the key at a desk, with the button on a phone. */
  async sendMessage(text: string): Promise<void> {
    await this.composer.fill(text);
    if (isPhone(this.page)) await this.sendButton.tap();
    else await this.composer.press('Enter');
  }

  message(text: string): Locator {
    return this.conversation.getByRole('article').filter({ hasText: text });
  }

  /** How far an own message came, as a screen reader is told. */
  deliveryState(text: string, state: keyof typeof words.session.state): Locator {
    return this.message(text).getByText(words.session.state[state], { exact: true });
  }

  async waitUntilLoaded(): Promise<void> {
    await this.conversation.waitFor();
  }

  /** Waits until one can write. */
  async waitUntilWritable(): Promise<void> {
    await waitFor('an open composer', () => this.composer.isEnabled());
  }

  /** The words of the messages that are drawn, from top to bottom. */
  texts(): Promise<string[]> {
    return this.conversation.getByRole('article').locator('p[dir=auto]').allInnerTexts();
  }

  /** Waits until these are the last messages. */
  async waitForLastMessages(...texts: string[]): Promise<void> {
    let seen: string[] = [];
    await waitFor(`the end of the conversation: ${texts.join(' | ')}`, async () => {
      seen = await this.texts();
      return seen.slice(-texts.length).join('\n') === texts.join('\n');
    }).catch((error: Error) => {
      throw new Error(`${error.message}, but: ${seen.join(' | ')}`);
    });
  }
}
