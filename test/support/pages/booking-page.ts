import type { Locator, Page } from 'playwright-core';
import { id as words } from '../../../src/web/i18n/id';

const { booking, mySessions } = words;

/** The room for booking as its person finds it on the page: by roles and names alone. */
export class BookingPage {
  constructor(readonly page: Page) {}

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  option(group: string | RegExp, name: string | RegExp): Locator {
    return this.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name });
  }

  /** A start of the day that is shown, such as `14.00`. */
  slot(time: string): Locator {
    return this.option(/^Jam mulai pada/, new RegExp(`^${time.replace('.', '\\.')}`));
  }

  /** Chooses a start tomorrow and goes on to the review. */
  async chooseTomorrow(time: string): Promise<void> {
    await this.option(booking.when.days, new RegExp(`^${booking.when.tomorrow}`)).check({
      force: true,
    });
    await this.slot(time).check({ force: true });
    await this.page.getByRole('button', { name: words.common.next, exact: true }).click();
    await this.heading(booking.review.title).waitFor();
  }

  async confirm(): Promise<void> {
    await this.page.getByRole('button', { name: booking.review.confirm, exact: true }).click();
  }

  /** The card of an appointment in the list of one's own. */
  card(text: string | RegExp): Locator {
    return this.page.getByRole('listitem').filter({ hasText: text });
  }

  /** What can be changed about an appointment. */
  async change(card: Locator, name: 'reschedule' | 'cancel'): Promise<void> {
    await card.getByRole('button', { name: /^Tindakan lain/ }).click();
    await this.page.getByRole('menuitem', { name: mySessions[name], exact: true }).click();
  }
}
