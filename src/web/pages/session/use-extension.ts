import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/api-error';
import { useErrorText } from '../../components/hooks/use-error-text';
import { showToast } from '../../components/overlays/toast';
import { useFormat } from '../../i18n/use-format';
import type { SessionDetails } from '../../state/chat/kinds/session-details';

/** Undefined once the request has expired by the server's clock. */
export function openExtension(
  { status, extension }: Pick<SessionDetails, 'status' | 'extension'>,
  now: number,
): NonNullable<SessionDetails['extension']> | undefined {
  const isOpen = status === 'active' && extension && now < Date.parse(extension.expiresAt);
  return isOpen ? extension : undefined;
}

/** Runs an action of the extension, one at a time; a refusal is shown as a toast. */
export function useExtensionAction<Arguments extends unknown[]>(
  action: (...input: Arguments) => Promise<void>,
): { isBusy: boolean; run: (...input: Arguments) => void } {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const run = async (...input: Arguments): Promise<void> => {
    setBusy(true);
    try {
      await action(...input);
    } catch (error) {
      // The page shows the end by itself.
      if (isApiError(error, 'session-ended')) return;
      // Its usual text is about a booking's length.
      const text = isApiError(error, 'session-too-long')
        ? t('session.extension.longest')
        : textOf(error);
      showToast({ title: t('session.extension.failed'), text });
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, run: (...input) => void run(...input) };
}

interface Participants {
  /** The user whose request is open. */
  requestedBy: string | undefined;
  userId: string;
  otherName: string;
}

/** Shows both that the session was extended, and the requester that it was not. */
export function useExtensionNotices(
  { endsAt, status }: Pick<SessionDetails, 'endsAt' | 'status'>,
  { requestedBy, userId, otherName: name }: Participants,
): void {
  const { t } = useTranslation();
  const format = useFormat();
  const before = useRef({ endsAt, requestedBy });
  useEffect(() => {
    const { current: last } = before;
    before.current = { endsAt, requestedBy };
    if (status !== 'active') return;
    if (Date.parse(endsAt) > Date.parse(last.endsAt)) {
      showToast({ title: t('session.extension.extended', { time: format.time(endsAt) }) });
    } else if (last.requestedBy === userId && requestedBy === undefined) {
      showToast({ title: t('session.extension.notAgreed', { name }) });
    }
  }, [endsAt, requestedBy, status, userId, name, t, format]);
}
