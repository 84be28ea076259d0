import { PARTICIPANTS, apiCall } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import type { TestSystem } from '../harness/test-system';
import { assignPair, createCareMessage } from '../fixtures/care-pair';

/** The message of the scene's client is theirs alone to change, whoever else may read it. */
const AUTHOR: AccessRule['statuses'] = [401, 200, 403, 403, 403, 403];

/** Who may change a message of the scene's client, through the doors that let messages change. */
export function messageChangeRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const about =
    (make: (ids: { conversation: string; message: string }) => RuleCall) =>
    async (scene: AccessFixture): Promise<RuleCall> => {
      const { client } = scene;
      await assignPair(systemOf(), scene);
      const draft = { client, from: client, text: 'Halo' };
      const { conversationId, id } = await createCareMessage(systemOf(), draft);
      return make({ conversation: conversationId, message: id });
    };
  const tutoring = (more = '', body?: object) =>
    about(({ conversation, message }) => ({
      path: `/api/conversations/${conversation}/messages/${message}${more}`,
      ...(body ? { body } : {}),
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
