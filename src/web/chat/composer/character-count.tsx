import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../components/class-names';
import styles from './composer.module.css';

/** Below the text field: the remaining characters near the limit, else how to send. */
export function CharacterCount({
  id,
  left,
  hint,
}: {
  id: string;
  left: number | undefined;
  hint: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const isTooLong = left !== undefined && left < 0;
  const text =
    left === undefined
      ? hint && t('session.composer.hint')
      : t(`session.composer.${isTooLong ? 'tooLong' : 'left'}`, { count: Math.abs(left) });
  return (
    <p
      id={id}
      className={classNames(styles.note, isTooLong && styles.tooLong)}
      role={isTooLong ? 'alert' : undefined}
    >
      {text}
    </p>
  );
}
