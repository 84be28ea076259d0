/** A deliberate break of the product, which the test of a promise must notice. */
export interface Mutation {
  /** Id of the promise whose test must fail. */
  promise: string;
  /** What the broken product does. */
  breaks: string;
  file: string;
  /** A text that occurs once in the file, and what replaces it. */
  from: string;
  to: string;
}

export const MUTATIONS: Mutation[] = [
  {
    promise: 'counseling-41',
    breaks: 'everyone may write to every conversation',
    file: 'src/chat/access/conversation-policy.ts',
    from: 'return memberIds.includes(principal.id);',
    to: "return memberIds.length > 0 || principal.id === '';",
  },
  {
    promise: 'counseling-38',
    breaks: 'the client is notified of the opening as well',
    file: 'src/sessions/session-machine.ts',
    from: "{ type: 'notify', recipients: 'psychologist', kind: 'session_opened' }",
    to: "{ type: 'notify', recipients: 'others', kind: 'session_opened' }",
  },
  {
    promise: 'counseling-33',
    breaks: 'opening posts no message',
    file: 'src/sessions/session-machine.ts',
    from: "  { type: 'post-message', message: 'opening' },\n",
    to: '',
  },
  {
    promise: 'counseling-34',
    breaks: 'opening leaves the conversation closed',
    file: 'src/sessions/session-machine.ts',
    from: "  { type: 'conversation', state: 'open' },\n",
    to: '',
  },
];
