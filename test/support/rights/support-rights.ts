import { TEAM_ONLY, oncePerClient } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import { SupportFixture } from '../fixtures/support-fixture';
import type { TestSystem } from '../harness/test-system';

const CHAT = '/api/chat';
const BOTH: AccessRule['statuses'] = [401, 200, 200, 403, 403, 200];
const OWNER_AND_TEAM: AccessRule['statuses'] = [401, 200, 403, 403, 403, 200];
const with201 = (statuses: AccessRule['statuses']): AccessRule['statuses'] =>
  statuses.map((status) => (status === 200 ? 201 : status)) as AccessRule['statuses'];

const supportCall = (path: string, body?: object): RuleCall => ({ path: CHAT + path, body });

/** Rules of the client's support room, reply templates and statistics. */
export function supportRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const support = () => new SupportFixture(systemOf());
  const roomIdOf = oncePerClient(async ({ client }) => (await support().openRoom(client)).id);
  const about =
    (path: string, body?: object) =>
    async (fixture: AccessFixture): Promise<RuleCall> =>
      supportCall(path.replace('ID', String(await roomIdOf(fixture))), body);
  const aboutTemplate =
    (body?: object) =>
    async ({ team }: AccessFixture): Promise<RuleCall> => {
      const template = { title: 'Salam', message: 'Halo' };
      const { id } = await support().createTemplate(team, template);
      return supportCall(`/templates/${id}`, body);
    };

  return {
    'GET /api/chat/rooms': { statuses: BOTH, call: () => supportCall('/rooms') },
    'POST /api/chat/rooms': {
      statuses: [401, 201, 201, 403, 403, 403],
      call: () => supportCall('/rooms', { message: 'Halo' }),
    },
    'GET /api/chat/rooms/{roomId}': { statuses: OWNER_AND_TEAM, call: about('/rooms/ID') },
    'POST /api/chat/rooms/{roomId}': {
      statuses: with201(OWNER_AND_TEAM),
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
      statuses: with201(BOTH),
      call: () => supportCall('/sse-ticket', {}),
    },
    'GET /api/chat/statistics': { statuses: TEAM_ONLY, call: () => supportCall('/statistics') },
    'GET /api/chat/templates': { statuses: TEAM_ONLY, call: () => supportCall('/templates') },
    'POST /api/chat/templates': {
      statuses: with201(TEAM_ONLY),
      call: () => supportCall('/templates', { title: 'Salam', message: 'Halo' }),
    },
    'PUT /api/chat/templates/{templateId}': {
      statuses: TEAM_ONLY,
      call: aboutTemplate({ title: 'Salam', message: 'Hai' }),
    },
    'DELETE /api/chat/templates/{templateId}': { statuses: TEAM_ONLY, call: aboutTemplate() },
  };
}
