import { TEAM_ONLY } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import { SupportFixture } from '../fixtures/support-fixture';
import type { TestUser, TestSystem } from '../harness/test-system';

const CHAT = '/api/chat';
const BOTH: AccessRule['statuses'] = [401, 200, 200, 403, 403, 200];
const OWNER_AND_TEAM: AccessRule['statuses'] = [401, 200, 403, 403, 403, 200];
const created = (statuses: AccessRule['statuses']): AccessRule['statuses'] =>
  statuses.map((status) => (status === 200 ? 201 : status)) as AccessRule['statuses'];

const supportCall = (path: string, body?: object): RuleCall => ({
  path: CHAT + path,
  ...(body ? { body } : {}),
});

/** Who may do what with the support room of the scene's client, and with what the team keeps. */
export function supportRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const rooms = new Map<string, Promise<number>>();
  const scene = () => new SupportFixture(systemOf());

  const roomOf = (client: TestUser): Promise<number> => {
    const known =
      rooms.get(client.id) ??
      scene()
        .openRoom(client)
        .then((room) => room.id as number);
    rooms.set(client.id, known);
    return known;
  };
  const about =
    (path: string, body?: object) =>
    async ({ client }: AccessFixture): Promise<RuleCall> =>
      supportCall(path.replace('ID', String(await roomOf(client))), body);
  const aboutTemplate =
    (body?: object) =>
    async ({ team }: AccessFixture): Promise<RuleCall> => {
      const words = { title: 'Salam', message: 'Halo' };
      const made = await scene().call(team, 'POST', '/templates', words);
      return supportCall(`/templates/${made.body.data.id}`, body);
    };

  return {
    'GET /api/chat/rooms': { statuses: BOTH, call: () => supportCall('/rooms') },
    'POST /api/chat/rooms': {
      statuses: [401, 201, 201, 403, 403, 403],
      call: () => supportCall('/rooms', { message: 'Halo' }),
    },
    'GET /api/chat/rooms/{roomId}': { statuses: OWNER_AND_TEAM, call: about('/rooms/ID') },
    'POST /api/chat/rooms/{roomId}': {
      statuses: created(OWNER_AND_TEAM),
      call: about('/rooms/ID', { message: 'Halo' }),
    },
    'GET /api/chat/rooms/{roomId}/export': { statuses: TEAM_ONLY, call: about('/rooms/ID/export') },
    'POST /api/chat/rooms/{roomId}/read': {
      statuses: OWNER_AND_TEAM,
      call: about('/rooms/ID/read', {}),
    },
    'POST /api/chat/rooms/{roomId}/typing': {
      statuses: OWNER_AND_TEAM,
      call: about('/rooms/ID/typing', { isTyping: true }),
    },
    'PATCH /api/chat/rooms/{roomId}/manage': {
      statuses: TEAM_ONLY,
      call: about('/rooms/ID/manage', { priority: 'HIGH' }),
    },
    'GET /api/chat/sse': { statuses: OWNER_AND_TEAM, call: about('/sse?roomId=ID') },
    'POST /api/chat/sse-ticket': {
      statuses: created(BOTH),
      call: () => supportCall('/sse-ticket', {}),
    },
    'GET /api/chat/statistics': { statuses: TEAM_ONLY, call: () => supportCall('/statistics') },
    'GET /api/chat/templates': { statuses: TEAM_ONLY, call: () => supportCall('/templates') },
    'POST /api/chat/templates': {
      statuses: created(TEAM_ONLY),
      call: () => supportCall('/templates', { title: 'Salam', message: 'Halo' }),
    },
    'PUT /api/chat/templates/{templateId}': {
      statuses: TEAM_ONLY,
      call: aboutTemplate({ title: 'Salam', message: 'Hai' }),
    },
    'DELETE /api/chat/templates/{templateId}': { statuses: TEAM_ONLY, call: aboutTemplate() },
  };
}
