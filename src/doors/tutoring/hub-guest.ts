import type { Context } from '../../context';
import { typeIn } from '../../conversation/announce-typing';
import { markAsMember } from '../../conversation/mark-as-member';
import { postAsMember } from '../../conversation/talk-as-member';
import { AppError } from '../../errors';
import type { Device } from '../../presence/device';
import type { Seat, Watch } from '../../presence/user-presence';
import { toAppError } from '../error-translator';
import type { SocketConversation, SocketLine } from '../socket-line';
import { aboutOf, readCommand } from './hub-commands';
import type { CommandNamed, HubCommand } from './hub-commands';
import { hubFrame, hubRefusal, presenceFrame } from './hub-frames';
import { HubRoom } from './hub-room';
import { wireMessage } from './message-words';

/** More conversations than anybody looks at; whoever wants them all comes with a second line. */
const ROOMS = 100;

/** Somebody at the hub: the conversations they follow on this line, and what they ask for. */
export class HubGuest implements SocketConversation {
  private readonly rooms = new Map<string, HubRoom>();
  /** Where this line said last that its person types. */
  private readonly typing = new Set<string>();
  private readonly seat: Seat;
  private readonly watch: Watch;
  private isGone = false;

  constructor(
    private readonly context: Context,
    private readonly line: SocketLine,
    device: Device,
  ) {
    this.seat = context.userPresence.arrive(device);
    this.watch = context.userPresence.watch((presence) => line.send(presenceFrame(presence)));
  }

  async take(frame: unknown): Promise<void> {
    try {
      await this.carryOut(readCommand(frame));
    } catch (error) {
      const { code, message, details } = toAppError(error);
      const about = { ...details, ...aboutOf(frame) };
      throw new AppError(code, { message, details: about, cause: error });
    }
  }

  /** Rights change while a line is open; so does whom one shares a conversation with. */
  async check(): Promise<void> {
    await this.followPeers();
    for (const room of this.rooms.values()) await this.checkRoom(room);
  }

  end(): void {
    this.isGone = true;
    for (const room of this.rooms.values()) room.close();
    this.rooms.clear();
    this.watch.close();
    this.seat.leave();
    const stopped = [...this.typing].map((conversationId) =>
      this.type({ conversationId, isTyping: false }),
    );
    // Whoever is gone is told nothing; the others see it lapse.
    void Promise.allSettled(stopped);
  }

  /** Whoever shares a conversation with somebody is told whether they are there, and nobody else. */
  async followPeers(): Promise<void> {
    const peers = await this.context.conversation.peers.of(this.line.principal.id);
    if (!this.isGone) this.watch.follow(peers);
  }

  private carryOut(command: HubCommand): Promise<void> | void {
    switch (command.event) {
      case 'join_conversation':
        return this.join(command.data);
      case 'leave_conversation':
        return this.leave(command.data.conversationId);
      case 'send_message':
        return this.send(command.data);
      case 'typing':
        return this.type(command.data);
      case 'mark_read':
        return this.markRead(command.data);
      case 'set_presence':
        return this.seat.change(command.data);
      case 'ping':
        return this.line.send(hubFrame('pong', { serverTime: new Date().toISOString() }));
    }
  }

  /** Who comes again to where they are begins anew there, from the position that they name. */
  private async join({
    conversationId,
    after,
  }: CommandNamed<'join_conversation'>['data']): Promise<void> {
    const isNew = !this.rooms.has(conversationId);
    if (isNew && this.rooms.size >= ROOMS) throw new AppError('too-many-followed');
    const { conversation, feed } = this.context;
    const room = new HubRoom(conversationId, this.line, {
      conversation,
      feed,
      changed: (changed) => this.checkLater(changed),
    });
    const { kind: _, members, position, ...here } = await room.look();
    this.forget(conversationId);
    this.rooms.set(conversationId, room);
    // From where it stood before the answer: whatever is sent after it will come.
    const from = { ...position, ...after };
    this.line.send(hubFrame('conversation_joined', { conversationId, position, ...here }));
    try {
      await room.follow(from);
      // Looked up once their changes are heard, so that none falls in between.
      await this.tellOfPeople(
        room,
        members.map(({ id }) => id),
      );
    } catch (error) {
      this.forget(conversationId);
      throw error;
    }
    if (this.isGone) room.close();
    this.sayWhere();
  }

  /** Who of the others is there, and who types just now. */
  private async tellOfPeople(room: HubRoom, memberIds: string[]): Promise<void> {
    const { userPresence, typingStatuses } = this.context;
    const others = memberIds.filter((id) => id !== this.line.principal.id);
    await this.followPeers();
    for (const presence of (await userPresence.of(others)).values()) {
      this.line.send(presenceFrame(presence));
    }
    const typing = await typingStatuses.of(others).catch(() => new Map<string, string>());
    for (const [userId, conversationId] of typing) {
      if (conversationId !== room.conversationId) continue;
      room.tellTyping({ userId, isTyping: true });
    }
  }

  private leave(conversationId: string): void {
    this.forget(conversationId);
    this.sayWhere();
    this.line.send(hubFrame('conversation_left', { conversationId }));
  }

  private async send({
    content,
    replyTo,
    ...draft
  }: CommandNamed<'send_message'>['data']): Promise<void> {
    const { conversation, limits } = this.context;
    const { principal } = this.line;
    const toWait = limits.takeForMessage(principal.id);
    if (toWait) await toWait;
    const written = { ...draft, text: content.text, replyTo: replyTo ?? undefined };
    const message = wireMessage(
      draft.conversationId,
      await postAsMember(conversation, principal, written),
    );
    const { clientMessageId } = draft;
    const answer = { ...(clientMessageId === undefined ? {} : { clientMessageId }), message };
    this.line.send(hubFrame('message_sent', answer));
  }

  private async type({ conversationId, isTyping }: CommandNamed<'typing'>['data']): Promise<void> {
    const { conversation } = this.context;
    const { principal } = this.line;
    const place = await conversation.known.enterAsMember(principal, conversationId, 'write');
    await typeIn(conversation, principal, { place, isTyping });
    if (!isTyping) this.typing.delete(conversationId);
    else if (this.isGone) await this.type({ conversationId, isTyping: false });
    else this.typing.add(conversationId);
  }

  private async markRead(mark: CommandNamed<'mark_read'>['data']): Promise<void> {
    await markAsMember(this.context.conversation, this.line.principal, mark);
  }

  private checkLater(room: HubRoom): void {
    this.context.conversation.known.forget(room.conversationId);
    // That we cannot ask just now is no reason to send anybody away; the next heartbeat asks again.
    this.checkRoom(room).catch(() => undefined);
  }

  /** Whoever may not read there any more is told why, and hears no more of it. */
  private async checkRoom(room: HubRoom): Promise<void> {
    try {
      await room.look();
    } catch (error) {
      const known = toAppError(error);
      if (known.status >= 500) throw error;
      if (this.rooms.get(room.conversationId) !== room) return;
      const { conversationId } = room;
      this.forget(conversationId);
      this.sayWhere();
      const { code, message } = known;
      this.line.send(hubRefusal(new AppError(code, { message, details: { conversationId } })));
      this.line.send(hubFrame('conversation_left', { conversationId }));
    }
  }

  private forget(conversationId: string): void {
    this.rooms.get(conversationId)?.close();
    this.rooms.delete(conversationId);
  }

  private sayWhere(): void {
    if (!this.isGone) this.seat.change({ currentConversations: [...this.rooms.keys()] });
  }
}
