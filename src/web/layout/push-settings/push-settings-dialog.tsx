import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import type { PushPreferences } from '../../api/api-types';
import { usePushPreferences, useSetPushPreferences } from '../../api/push-queries';
import { useLanguage } from '../../i18n/use-language';
import { Banner } from '../../components/display/banner';
import { Button } from '../../components/controls/button';
import { DialogSheet } from '../../components/overlays/dialog-sheet';
import { SwitchField } from '../../components/controls/switch-field';
import { useErrorText } from '../../components/hooks/use-error-text';
import { isPushSupported, currentSubscription } from './push-service-worker';
import { disablePush, enablePush } from './push-device';
import styles from './push-settings-dialog.module.css';

const DEVICE_KEY = ['push-device'] as const;

/** Whether this browser shows notifications, and which ones all browsers of the user show. */
export function PushSettingsDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <DialogSheet
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('push.title')}
      description={t('push.text')}
      actions={<Button onClick={onClose}>{t('push.done')}</Button>}
    >
      {isPushSupported() ? <Settings /> : <Banner tone="warm">{t('push.unsupported')}</Banner>}
    </DialogSheet>
  );
}

function Settings(): ReactElement {
  const { t } = useTranslation();
  const device = usePushDevice();
  const { data: preferences } = usePushPreferences();
  const set = useSetPushPreferences();
  const textOf = useErrorText();
  const error = device.error ?? set.error;
  return (
    <div>
      <SwitchField
        label={<strong>{t('push.device')}</strong>}
        checked={device.isOn}
        disabled={device.isBlocked || device.isBusy}
        onChange={device.change}
      />
      {device.isBlocked && <Banner tone="warm">{t('push.blocked')}</Banner>}
      <Kinds preferences={preferences} onChange={(next) => set.mutate(next)} />
      {error && (
        <Banner tone="warm" urgent>
          {error instanceof ApiError ? textOf(error) : t('push.failed')}
        </Banner>
      )}
    </div>
  );
}

/** What all browsers of the user show. */
function Kinds({
  preferences,
  onChange,
}: {
  preferences: PushPreferences | undefined;
  onChange: (next: PushPreferences) => void;
}): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section className={styles.kinds} aria-labelledby={id}>
      <h3 id={id} className={styles.title}>
        {t('push.kinds')}
      </h3>
      {(['messages', 'sessions'] as const).map((kind) => (
        <SwitchField
          key={kind}
          label={t(`push.${kind}`)}
          checked={preferences?.[kind] ?? false}
          disabled={!preferences}
          onChange={(isEnabled) => preferences && onChange({ ...preferences, [kind]: isEnabled })}
        />
      ))}
    </section>
  );
}

interface PushDevice {
  isOn: boolean;
  isBusy: boolean;
  /** The user or an administrator denied notifications. */
  isBlocked: boolean;
  error: Error | null;
  change: (isEnabled: boolean) => void;
}

function usePushDevice(): PushDevice {
  const client = useQueryClient();
  const language = useLanguage();
  const [permission, setPermission] = useState(Notification.permission);
  const { data: isOn = false } = useQuery({
    queryKey: DEVICE_KEY,
    queryFn: async () => (await currentSubscription()) !== undefined,
  });
  const change = useMutation({
    mutationFn: (isEnabled: boolean): Promise<unknown> =>
      isEnabled ? enablePush(language) : disablePush(),
    onSettled: () => {
      setPermission(Notification.permission);
      return client.invalidateQueries({ queryKey: DEVICE_KEY });
    },
  });
  return {
    isOn,
    isBusy: change.isPending,
    isBlocked: permission === 'denied',
    error: change.error,
    change: (isEnabled) => change.mutate(isEnabled),
  };
}
