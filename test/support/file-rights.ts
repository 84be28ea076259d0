import { formOf } from './file-scene';
import { PARTICIPANTS } from './rights-rule';
import type { Call, Rule, Scene } from './rights-rule';
import { pdf } from './sample-files';
import { SupportScene } from './support-scene';
import type { TestSystem } from './system';
import { assign, writeInCare } from './talk';
import { TutoringScene } from './tutoring-scene';

const WRITERS: Rule['statuses'] = [401, 201, 403, 201, 403, 403];

const form = (fields: Record<string, string> = {}): FormData =>
  formOf({ name: 'a.pdf', bytes: pdf(), fields });

/** Who may send and fetch files where the scene's two people talk. */
export function fileRules(systemOf: () => TestSystem): Record<string, Rule> {
  const files = new Map<string, Promise<string>>();

  const direct = ({ client, psychologist }: Scene): Promise<string> =>
    new TutoringScene(systemOf()).direct(psychologist, client);

  async function sendFile(scene: Scene): Promise<string> {
    const path = `/api/conversations/${await direct(scene)}/upload`;
    const sent = { as: scene.client, body: formOf({ name: 'a.gif', bytes: GIF }) };
    const { body } = await systemOf().call('POST', path, sent);
    return body.data.message.content.fileInfo.fileId as string;
  }

  const ofFile =
    (path: string) =>
    async (scene: Scene): Promise<Call> => {
      const made = files.get(scene.client.id) ?? sendFile(scene);
      files.set(scene.client.id, made);
      return { path: `/api/files/${await made}${path}` };
    };

  return {
    'POST /api/conversations/{conversationId}/upload': {
      statuses: WRITERS,
      call: async (scene) => ({
        path: `/api/conversations/${await direct(scene)}/upload`,
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
        await assign(systemOf(), { client, psychologist });
        const first = { client, from: client, text: 'Halo' };
        const { conversationId } = await writeInCare(systemOf(), first);
        return { path: `/api/v1/chat/conversations/${conversationId}/upload`, body: form() };
      },
    },
    'POST /api/chat/rooms/{roomId}/upload': {
      statuses: [401, 201, 403, 403, 403, 201],
      call: async ({ client }) => {
        const room = await new SupportScene(systemOf()).begin(client);
        return { path: `/api/chat/rooms/${room.id}/upload`, body: form() };
      },
    },
  };
}

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
