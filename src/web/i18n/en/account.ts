import type { Dictionary } from '../dictionary';

/** Seldom needed while signing in: the demo, the first team member, a new password. */
export const account: Dictionary['account'] = {
  demo: {
    title: 'Demo mode',
    text: "One tap signs you in with a sample account. Don't enter anything personal here.",
    enterAs: 'Sign in as',
  },
  noTeam: {
    title: 'This system is not set up yet',
    text: 'No team member can sign in. Run this command on the server, then open the link that it prints:',
  },
  setPassword: {
    title: 'Set your password',
    intro: "For {{name}}. You'll use this password every time you sign in.",
    email: 'Email',
    password: 'New password',
    rule: 'At least {{count}} characters. A few unrelated words are easy to remember and hard to guess.',
    submit: 'Save password',
    signIn: 'Go to sign-in',
    faults: {
      'too-short': 'Too short: use at least {{count}} characters.',
      'too-long': 'Too long. Use a shorter password.',
      'too-simple': 'Too easy to guess. Use more different characters.',
      personal: 'Too close to your name or email. Add other words.',
      guessable: 'Too easy to guess. Use several words that have nothing to do with each other.',
    },
    done: {
      title: 'Your password is saved',
      text: "Sign in with your email and the new password. You've been signed out on all other devices.",
    },
    unknown: {
      title: "We don't know this link",
      text: 'It may have been cut off when it was copied, or replaced by a newer one. Open the complete link you received last, or ask Team Ruang Diri for a new one.',
    },
    used: {
      title: 'This link has been used',
      text: "The password is set: sign in with it. If you didn't set it yourself, contact Team Ruang Diri right away.",
    },
    expired: {
      title: 'This link has expired',
      text: 'Links work for 24 hours. Ask Team Ruang Diri for a new one.',
    },
  },
};
