import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../controls/icon-button';
import styles from './toaster.module.css';

export interface ToastContent {
  title: string;
  text?: string;
  /** A button, for example "Join". */
  action?: { label: string; onClick: () => void };
  /** Stays until it is closed. */
  urgent?: boolean;
}

const manager = Toast.createToastManager();
const TIMEOUT_MS = 7_000;

export function addToast({ title, text, action, urgent = false }: ToastContent): void {
  manager.add({
    title,
    description: text,
    timeout: urgent ? 0 : TIMEOUT_MS,
    // Polite even when urgent: screen readers cannot reach the buttons of an assertive toast.
    priority: 'low',
    actionProps: action && { children: action.label, onClick: action.onClick },
  });
}

export function Toaster(): ReactElement {
  const { t } = useTranslation();
  return (
    <Toast.Provider toastManager={manager}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport} aria-label={t('layout.notifications.title')}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList(): ReactElement[] {
  const { t } = useTranslation();
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Toast.Content className={styles.content}>
        <div className={styles.body}>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.text} />
        </div>
        <Toast.Action className={styles.action} />
        <Toast.Close render={<IconButton label={t('common.close')} />}>
          <X aria-hidden="true" size={18} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
