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
    title: 'Please sign in again',
    text: 'Your sign-in has expired, or you signed out in another window. After signing in you return to where you were.',
  },
  demo: {
    title: 'Demonstration system',
    text: 'Sign in with one tap as one of these people. Do not write anything personal here.',
    enterAs: 'Sign in as',
  },
};
