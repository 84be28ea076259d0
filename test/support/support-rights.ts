import { TEAM } from './rights-rule';
import type { Call, Rule, Scene } from './rights-rule';
import { SupportScene } from './support-scene';
import type { TestPerson, TestSystem } from './system';

const CHAT = '/api/chat';
const BOTH: Rule['statuses'] = [401, 200, 200, 403, 403, 200];
const OWNER_AND_TEAM: Rule['statuses'] = [401, 200, 403, 403, 403, 200];
const created = (statuses: Rule['statuses']): Rule['statuses'] =>
  statuses.map((status) => (status === 200 ? 201 : status)) as Rule['statuses'];

const to = (path: string, body?: object): Call => ({
  path: CHAT + path,
  ...(body ? { body } : {}),
});

/** Who may do what with the support room of the scene's client, and with what the team keeps. */
export function supportRules(systemOf: () => TestSystem): Record<string, Rule> {
  const rooms = new Map<string, Promise<number>>();
  const scene = () => new SupportScene(systemOf());

  const roomOf = (client: TestPerson): Promise<number> => {
    const known =
      rooms.get(client.id) ??
      scene()
        .begin(client)
        .then((room) => room.id as number);
    rooms.set(client.id, known);
    return known;
  };
  const about =
    (path: string, body?: object) =>
    async ({ client }: Scene): Promise<Call> =>
      to(path.replace('ID', String(await roomOf(client))), body);
  const aboutTemplate =
    (body?: object) =>
    async ({ team }: Scene): Promise<Call> => {
      const words = { title: 'Salam', message: 'Halo' };
      const made = await scene().call(team, 'POST', '/templates', words);
      return to(`/templates/${made.body.data.id}`, body);
    };

  return {
    'GET /api/chat/rooms': { statuses: BOTH, call: () => to('/rooms') },
    'POST /api/chat/rooms': {
      statuses: [401, 201, 201, 403, 403, 403],
      call: () => to('/rooms', { message: 'Halo' }),
    },
    'GET /api/chat/rooms/{roomId}': { statuses: OWNER_AND_TEAM, call: about('/rooms/ID') },
    'POST /api/chat/rooms/{roomId}': {
      statuses: created(OWNER_AND_TEAM),
      call: about('/rooms/ID', { message: 'Halo' }),
    },
    'GET /api/chat/rooms/{roomId}/export': { statuses: TEAM, call: about('/rooms/ID/export') },
    'POST /api/chat/rooms/{roomId}/read': {
      statuses: OWNER_AND_TEAM,
      call: about('/rooms/ID/read', {}),
    },
    'POST /api/chat/rooms/{roomId}/typing': {
      statuses: OWNER_AND_TEAM,
      call: about('/rooms/ID/typing', { isTyping: true }),
    },
    'PATCH /api/chat/rooms/{roomId}/manage': {
      statuses: TEAM,
      call: about('/rooms/ID/manage', { priority: 'HIGH' }),
    },
    'GET /api/chat/sse': { statuses: OWNER_AND_TEAM, call: about('/sse?roomId=ID') },
    'POST /api/chat/sse-ticket': { statuses: created(BOTH), call: () => to('/sse-ticket', {}) },
    'GET /api/chat/statistics': { statuses: TEAM, call: () => to('/statistics') },
    'GET /api/chat/templates': { statuses: TEAM, call: () => to('/templates') },
    'POST /api/chat/templates': {
      statuses: created(TEAM),
      call: () => to('/templates', { title: 'Salam', message: 'Halo' }),
    },
    'PUT /api/chat/templates/{templateId}': {
      statuses: TEAM,
      call: aboutTemplate({ title: 'Salam', message: 'Hai' }),
    },
    'DELETE /api/chat/templates/{templateId}': { statuses: TEAM, call: aboutTemplate() },
  };
}
