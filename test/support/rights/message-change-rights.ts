import { PARTICIPANTS, apiCall } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import type { TestSystem } from '../harness/test-system';
import { assignPair, createCareMessage } from '../fixtures/care-pair';

/** Only the author changes a message, whichever other users can read it. */
const AUTHOR: AccessRule['statuses'] = [401, 200, 403, 403, 403, 403];

/** Rules of changing a message of the client, in the care and tutoring APIs. */
export function messageChangeRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const about =
    (callFor: (ids: { conversation: string; message: string }) => RuleCall) =>
    async (fixture: AccessFixture): Promise<RuleCall> => {
      const { client } = fixture;
      await assignPair(systemOf(), fixture);
      const draft = { client, from: client, text: 'Halo' };
      const { conversationId, id } = await createCareMessage(systemOf(), draft);
      return callFor({ conversation: conversationId, message: id });
    };
  const tutoring = (more = '', body?: object) =>
    about(({ conversation, message }) => ({
      path: `/api/conversations/${conversation}/messages/${message}${more}`,
      body,
    }));
  const inTutoring = '/api/conversations/{conversationId}/messages/{messageId}';
  const inCare = '/chat/conversations/{conversation_id}/messages/{message_id}';
  const care = (more = '', body?: object) =>
    about(({ conversation, message }) =>
      apiCall(`/chat/conversations/${conversation}/messages/${message}${more}`, body),
    );
  const emoji = { emoji: '👍' };
  return {
    [`PATCH ${inTutoring}`]: {
      statuses: AUTHOR,
      call: tutoring('', { content: { text: 'Lain' } }),
    },
    [`DELETE ${inTutoring}`]: { statuses: AUTHOR, call: tutoring() },
    [`POST ${inTutoring}/reactions`]: {
      statuses: PARTICIPANTS,
      call: tutoring('/reactions', emoji),
    },
    [`DELETE ${inTutoring}/reactions`]: {
      statuses: PARTICIPANTS,
      call: tutoring('/reactions', emoji),
    },
    [`PATCH ${inCare}`]: { statuses: AUTHOR, call: care('', { message_text: 'Lain' }) },
    [`DELETE ${inCare}`]: { statuses: AUTHOR, call: care() },
    [`POST ${inCare}/reactions`]: { statuses: PARTICIPANTS, call: care('/reactions', emoji) },
    [`DELETE ${inCare}/reactions`]: { statuses: PARTICIPANTS, call: care('/reactions', emoji) },
  };
}
