import type { Locator, Page } from 'playwright-core';
import { en } from '../../../src/web/i18n/en';
import { id } from '../../../src/web/i18n/id';

export interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const TRANSLATIONS = { id, en };

/** The files of a conversation as its person finds them on the page. */
export class FilePage {
  readonly texts: typeof id | typeof en;
  readonly dock: Locator;
  readonly conversation: Locator;

  constructor(
    readonly page: Page,
    language: keyof typeof TRANSLATIONS = 'id',
  ) {
    this.texts = TRANSLATIONS[language];
    this.dock = page.getByRole('region', { name: this.texts.files.title });
    this.conversation = page.getByRole('group', { name: this.texts.session.conversation });
  }

  /** Chooses files as a person does: with the button and the system's own dialog. */
  async choose(...files: ChosenFile[]): Promise<void> {
    const dialog = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: this.texts.session.attach.label }).click();
    await (await dialog).setFiles(files);
  }

  async send(): Promise<void> {
    await this.dock.getByRole('button', { name: /^(Kirim|Send) .*file/ }).click();
  }

  entry(name: string): Locator {
    return this.dock.getByRole('listitem').filter({ hasText: name });
  }

  picture(name: string): Locator {
    const { open } = this.texts.files;
    return this.conversation.getByRole('button', { name: open.replace('{{name}}', name) });
  }

  downloadButton(name: string): Locator {
    const { download } = this.texts.files;
    return this.conversation.getByRole('button', { name: download.replace('{{name}}', name) });
  }

  toast(title: string): Locator {
    return this.page.getByRole('dialog').filter({ hasText: title });
  }

  /** From now on the line takes so many bytes a second. */
  async throttleNetwork(line: { up?: number; down?: number }): Promise<void> {
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      uploadThroughput: line.up ?? -1,
      downloadThroughput: line.down ?? -1,
    });
  }

  /** Notes every step of the progress bars of the page from now on. */
  async watchProgress(): Promise<() => Promise<number[]>> {
    await this.page.evaluate(`(() => {
      const seen = (window.seenProgress = []);
      const look = () => {
        for (const bar of document.querySelectorAll('[role=progressbar]')) {
          const value = Number(bar.getAttribute('aria-valuenow'));
          if (seen.at(-1) !== value) seen.push(value);
        }
      };
      new MutationObserver(look).observe(document.body, {
        subtree: true, childList: true, attributes: true,
      });
    })()`);
    return () => this.page.evaluate<number[]>('window.seenProgress');
  }
}
