import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from './field';
import type { TextFieldProps } from './field';
import { IconButton } from './icon-button';

type PasswordFieldProps = Omit<TextFieldProps, 'type' | 'name' | 'trailing'> & {
  autoComplete: 'current-password' | 'new-password';
};

/** A password, which a button shows or hides. */
export function PasswordField(props: PasswordFieldProps): ReactElement {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      type={isShown ? 'text' : 'password'}
      name="password"
      trailing={
        <IconButton
          label={t(isShown ? 'signIn.hidePassword' : 'signIn.showPassword')}
          onClick={() => setShown(!isShown)}
        >
          <Icon aria-hidden="true" size={20} />
        </IconButton>
      }
    />
  );
}
