import i18next from 'i18next';
import { showToast } from '../../components/overlays/toast';

/** Copies a text and shows whether the browser allowed it. */
export async function copyText(text: string): Promise<void> {
  const isCopied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  showToast({ title: i18next.t(isCopied ? 'session.failed.copied' : 'session.failed.notCopied') });
}
