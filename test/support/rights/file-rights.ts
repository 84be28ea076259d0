import { uploadResponse } from '../../../src/api/tutoring/file-routes';
import { uploadForm } from '../fixtures/file-fixture';
import { PARTICIPANTS, oncePerClient } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import { pdf } from '../fixtures/sample-files';
import { SupportFixture } from '../fixtures/support-fixture';
import type { TestSystem } from '../harness/test-system';
import { assignPair, createCareMessage } from '../fixtures/care-pair';
import { TutoringFixture } from '../fixtures/tutoring-fixture';

const WRITERS: AccessRule['statuses'] = [401, 201, 403, 201, 403, 403];

const form = (fields: Record<string, string> = {}): FormData =>
  uploadForm({ name: 'a.pdf', bytes: pdf(), fields });

/** Rules of file uploads and downloads in every kind of conversation. */
export function fileRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const direct = ({ client, psychologist }: AccessFixture): Promise<string> =>
    new TutoringFixture(systemOf()).createDirect(psychologist, client);

  const fileIdOf = oncePerClient(async (fixture) => {
    const path = `/api/conversations/${await direct(fixture)}/upload`;
    const body = uploadForm({ name: 'a.gif', bytes: GIF });
    const call = { as: fixture.client, body, reply: uploadResponse };
    const { message } = (await systemOf().call('POST', path, call)).body.data;
    return message.content.fileInfo?.fileId ?? '';
  });

  const ofFile =
    (path: string) =>
    async (fixture: AccessFixture): Promise<RuleCall> => ({
      path: `/api/files/${await fileIdOf(fixture)}${path}`,
    });

  return {
    'POST /api/conversations/{conversationId}/upload': {
      statuses: WRITERS,
      call: async (fixture) => ({
        path: `/api/conversations/${await direct(fixture)}/upload`,
        body: form(),
      }),
    },
    'GET /api/files/{fileId}': { statuses: PARTICIPANTS, call: ofFile('') },
    'GET /api/files/{fileId}/download': { statuses: PARTICIPANTS, call: ofFile('/download') },
    'GET /api/files/{fileId}/thumbnails/{size}': {
      statuses: PARTICIPANTS,
      call: ofFile('/thumbnails/small'),
    },
    'POST /chat/messages/upload': {
      statuses: WRITERS,
      call: ({ sessionId }) => ({
        path: '/api/v1/chat/messages/upload',
        body: form({ sessionId }),
      }),
    },
    'POST /chat/conversations/{conversation_id}/upload': {
      statuses: WRITERS,
      call: async ({ client, psychologist }) => {
        await assignPair(systemOf(), { client, psychologist });
        const first = { client, from: client, text: 'Halo' };
        const { conversationId } = await createCareMessage(systemOf(), first);
        return { path: `/api/v1/chat/conversations/${conversationId}/upload`, body: form() };
      },
    },
    'POST /api/chat/rooms/{roomId}/upload': {
      statuses: [401, 201, 403, 403, 403, 201],
      call: async ({ client }) => {
        const room = await new SupportFixture(systemOf()).openRoom(client);
        return { path: `/api/chat/rooms/${room.id}/upload`, body: form() };
      },
    },
  };
}

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
