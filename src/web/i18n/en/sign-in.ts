import type { Dictionary } from '../dictionary';

export const signIn: Dictionary['signIn'] = {
  title: 'Welcome',
  intro: 'Sign in to meet your psychologist.',
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  submit: 'Sign in',
  emailMissing: 'Enter your e-mail address, such as name@example.com.',
  passwordMissing: 'Enter your password.',
  expired: {
    title: 'Your sign-in has expired',
    text: 'To keep you safe, you were signed out after a long pause. Sign in again and you return to where you were.',
  },
  demo: {
    title: 'Demonstration system',
    text: 'Sign in with one tap as one of these people. Do not write anything personal here.',
    enterAs: 'Sign in as',
  },
};
