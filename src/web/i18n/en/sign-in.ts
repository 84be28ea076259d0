import type { Dictionary } from '../dictionary';

export const signIn: Dictionary['signIn'] = {
  title: 'Welcome',
  intro: 'Sign in to meet your psychologist.',
  email: 'Email',
  password: 'Password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  submit: 'Sign in',
  emailMissing: 'Enter your email address, for example name@example.com.',
  passwordMissing: 'Enter your password.',
  expired: {
    title: 'Please sign in again',
    text: "Your sign-in expired, or you signed out in another window. After signing in, you'll be back where you were.",
  },
};
