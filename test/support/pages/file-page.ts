import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { en } from '../../../src/web/i18n/en';
import { id } from '../../../src/web/i18n/id';

export interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Larger contents take seconds on their way to the browser: it reads them from the disk. */
const MAX_INLINE_BYTES = 1024 * 1024;

const TRANSLATIONS = { id, en };

/** The files of a conversation page. */
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

  /** Selects files by the attach button and the system's file dialog. */
  async choose(...files: ChosenFile[]): Promise<void> {
    const dialog = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: this.texts.session.attach.label }).click();
    const large = files.filter(({ buffer }) => buffer.length > MAX_INLINE_BYTES);
    if (large.length === 0) return (await dialog).setFiles(files);
    await (await dialog).setFiles(this.writeFiles(files));
  }

  private writeFiles(files: ChosenFile[]): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'ruang-diri-chosen-'));
    this.page.once('close', () => rmSync(folder, { recursive: true, force: true }));
    return files.map(({ name, buffer }) => {
      const path = join(folder, name);
      writeFileSync(path, buffer);
      return path;
    });
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

  /** Limits the network to bytes per second. */
  async throttleNetwork(limits: { up?: number; down?: number }): Promise<void> {
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      uploadThroughput: limits.up ?? -1,
      downloadThroughput: limits.down ?? -1,
    });
  }

  /** Records every value of the page's progress bars from now on. */
  async watchProgress(): Promise<() => Promise<number[]>> {
    await this.page.evaluate(`(() => {
      const values = (window.progressValues = []);
      const record = () => {
        for (const bar of document.querySelectorAll('[role=progressbar]')) {
          const value = Number(bar.getAttribute('aria-valuenow'));
          if (values.at(-1) !== value) values.push(value);
        }
      };
      new MutationObserver(record).observe(document.body, {
        subtree: true, childList: true, attributes: true,
      });
    })()`);
    return () => this.page.evaluate<number[]>('window.progressValues');
  }
}
