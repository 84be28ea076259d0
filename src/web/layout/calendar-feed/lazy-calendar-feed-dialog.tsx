import { lazy } from 'react';
import { withOnDemandTexts } from '../../i18n/i18n';

export const LazyCalendarFeedDialog = lazy(() =>
  withOnDemandTexts(
    import('./calendar-feed-dialog').then(({ CalendarFeedDialog }) => ({
      default: CalendarFeedDialog,
    })),
  ),
);
