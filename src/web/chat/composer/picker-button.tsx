import { Smile } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/controls/icon-button';
import { lazyModule } from '../../components/overlays/lazy-module';
import { LazyTrigger } from '../../components/overlays/lazy-trigger';
import styles from './composer.module.css';
import type { PickerProps } from './picker-popover';

const popover = lazyModule(() => import('./picker-popover').then((module) => module.PickerPopover));

/** Opens the emoji and sticker picker. */
export function PickerButton(props: PickerProps): ReactElement {
  const { t } = useTranslation();
  return (
    <LazyTrigger
      module={popover}
      props={props}
      trigger={
        <IconButton
          className={styles.picker}
          label={t(props.onSticker ? 'chat.picker.open' : 'chat.picker.openPlain')}
        >
          <Smile aria-hidden="true" size={24} />
        </IconButton>
      }
    />
  );
}
