import type { Locator, Page } from 'playwright-core';
import { id as translations } from '../../../src/web/i18n/id';
import type { SessionStatus } from '../../../src/enums';

const { states, live, action } = translations.teamSessions;

/** The team's board, located by roles and names only. */
export class BoardPage {
  constructor(readonly page: Page) {}

  /** Waits until the board receives live updates. */
  isLive(): Promise<void> {
    return this.page.getByRole('status').getByText(live.on, { exact: true }).waitFor();
  }

  column(state: SessionStatus): Locator {
    return this.page.getByRole('region', { name: states[state] });
  }

  /** A client's session in the column of a status. */
  card(state: SessionStatus, client: { fullName: string }): Locator {
    return this.column(state).getByRole('listitem').filter({ hasText: client.fullName });
  }

  /** Starts or ends the open session and confirms the dialog. */
  async confirm(name: 'start' | 'end'): Promise<void> {
    await this.page.getByRole('button', { name: action[name] }).click();
    const dialog = this.page.getByRole('dialog', { name: action[`${name}Title`] });
    await dialog.getByRole('button', { name: action[name] }).click();
    await dialog.waitFor({ state: 'detached' });
  }
}
