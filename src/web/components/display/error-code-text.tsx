import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { errorTextKey, loadErrorText } from '../../i18n/i18n';

/** The text of a stored error code, which no answer of the API has loaded. */
export function ErrorCodeText({ code }: { code: string }): ReactElement {
  const { t } = useTranslation();
  useEffect(() => void loadErrorText(code), [code]);
  return <>{t(errorTextKey(code))}</>;
}
