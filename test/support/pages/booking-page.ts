import type { Locator, Page } from 'playwright-core';
import { id as translations } from '../../../src/web/i18n/id';

const { booking, mySessions } = translations;

/** The booking page, located by roles and names only. */
export class BookingPage {
  constructor(readonly page: Page) {}

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  option(group: string | RegExp, name: string | RegExp): Locator {
    return this.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name });
  }

  /** A start time of the selected day, such as `14.00`. */
  slot(time: string): Locator {
    return this.option(/^Jam mulai pada/, new RegExp(`^${time.replace('.', '\\.')}`));
  }

  /** Selects a start time tomorrow and opens the review. */
  async chooseTomorrow(time: string): Promise<void> {
    await this.option(booking.when.days, new RegExp(`^${booking.when.tomorrow}`)).check({
      force: true,
    });
    await this.slot(time).check({ force: true });
    await this.page.getByRole('button', { name: translations.common.next, exact: true }).click();
    await this.heading(booking.review.title).waitFor();
  }

  async confirm(): Promise<void> {
    await this.page.getByRole('button', { name: booking.review.confirm, exact: true }).click();
  }

  /** An appointment in the user's list. */
  card(text: string | RegExp): Locator {
    return this.page.getByRole('listitem').filter({ hasText: text });
  }

  /** Opens an action from an appointment's menu. */
  async change(card: Locator, name: 'reschedule' | 'cancel'): Promise<void> {
    await card.getByRole('button', { name: /^Tindakan lain/ }).click();
    await this.page.getByRole('menuitem', { name: mySessions[name], exact: true }).click();
  }
}
