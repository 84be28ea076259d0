import type { Context } from '../../context';
import { announceTyping } from '../../chat/announce-typing';
import { sendMessage } from '../../chat/messages/send-message';
import { markRead } from '../../chat/receipts/mark-read';
import { AppError } from '../../errors';
import type { Device } from '../../delivery/presence/device';
import type { DeviceConnection, PresenceWatch } from '../../delivery/presence/user-presence';
import { toAppError } from '../http/error-translator';
import type { Connection } from '../sockets/connection';
import type { FrameHandler } from '../sockets/web-socket-endpoint';
import { commandIdentityOf, readCommand } from './hub-commands';
import type { CommandNamed, HubCommand } from './hub-commands';
import { hubFrame, hubErrorFrame, presenceFrame } from './hub-frames';
import { HubRoom } from './hub-room';
import { wireMessage } from './message-mapper';

/** Conversations of one connection; clients open a second connection for more. */
const MAX_ROOMS = 100;

/** One client of the hub: its joined conversations and its commands. */
export class HubConnection implements FrameHandler {
  private readonly rooms = new Map<string, HubRoom>();
  /** Conversations in which this connection last announced typing. */
  private readonly typingConversationIds = new Set<string>();
  private readonly devicePresence: DeviceConnection;
  private readonly presenceWatch: PresenceWatch;
  private isClosed = false;

  constructor(
    private readonly context: Context,
    private readonly connection: Connection,
    device: Device,
  ) {
    this.devicePresence = context.userPresence.connect(device);
    this.presenceWatch = context.userPresence.watch((presence) =>
      connection.send(presenceFrame(presence)),
    );
  }

  async receive(frame: unknown): Promise<void> {
    try {
      await this.runCommand(readCommand(frame));
    } catch (error) {
      const { code, message, details } = toAppError(error);
      const command = commandIdentityOf(frame);
      throw new AppError(code, { message, details: { ...details, ...command }, cause: error });
    }
  }

  /** Memberships and peers change while a connection is open. */
  async checkAccess(): Promise<void> {
    await this.watchPeers();
    for (const room of this.rooms.values()) await this.checkRoomAccess(room);
  }

  onClose(): void {
    this.isClosed = true;
    for (const room of this.rooms.values()) room.close();
    this.rooms.clear();
    this.presenceWatch.close();
    this.devicePresence.disconnect();
    const stopped = [...this.typingConversationIds].map((conversationId) =>
      this.setTyping({ conversationId, isTyping: false }),
    );
    // Failures are harmless: typing expires.
    void Promise.allSettled(stopped);
  }

  /** Presence is sent only to users who share a conversation. */
  async watchPeers(): Promise<void> {
    const peers = await this.context.chat.peers.peersOf(this.connection.principal.id);
    if (!this.isClosed) this.presenceWatch.setUsers(peers);
  }

  private runCommand(command: HubCommand): Promise<void> | void {
    switch (command.event) {
      case 'join_conversation':
        return this.join(command.data);
      case 'leave_conversation':
        return this.leave(command.data.conversationId);
      case 'send_message':
        return this.sendMessage(command.data);
      case 'typing':
        return this.setTyping(command.data);
      case 'mark_read':
        return this.markRead(command.data);
      case 'set_presence':
        return this.devicePresence.update(command.data);
      case 'ping':
        return this.connection.send(hubFrame('pong', { serverTime: new Date().toISOString() }));
    }
  }

  /** Joining again replaces the subscription; it starts at the cursor in `after`. */
  private async join({
    conversationId,
    after,
  }: CommandNamed<'join_conversation'>['data']): Promise<void> {
    const isNew = !this.rooms.has(conversationId);
    if (isNew && this.rooms.size >= MAX_ROOMS) throw new AppError('too-many-followed');
    const { chat, feed } = this.context;
    const room = new HubRoom(conversationId, this.connection, {
      chat,
      feed,
      onChanged: (changed) => this.recheckRoom(changed),
    });
    const { kind: _, members, cursor, visibleAfter, ...rest } = await room.load();
    this.removeRoom(conversationId);
    this.rooms.set(conversationId, room);
    // From the cursor read before the response: every later event is delivered. A client that stores
    // the cursor before it has caught up loses nothing.
    const start = after
      ? await feed.resume(conversationId, { from: { ...cursor, ...after }, head: cursor })
      : cursor;
    const from = {
      seq: Math.max(Math.min(start.seq, cursor.seq), visibleAfter),
      revision: Math.min(start.revision, cursor.revision),
    };
    const joined = { conversationId, position: from, ...rest };
    this.connection.send(hubFrame('conversation_joined', joined));
    try {
      await room.subscribe(from);
      // Read after subscribing, so that no change falls in between.
      await this.sendPresence(
        room,
        members.map(({ id }) => id),
      );
    } catch (error) {
      this.removeRoom(conversationId);
      throw error;
    }
    if (this.isClosed) room.close();
    this.publishCurrentConversations();
  }

  /** Sends the presence of the other members, and who is typing. */
  private async sendPresence(room: HubRoom, memberIds: string[]): Promise<void> {
    const { userPresence, typingStatuses } = this.context;
    const others = memberIds.filter((id) => id !== this.connection.principal.id);
    await this.watchPeers();
    for (const presence of (await userPresence.find(others)).values()) {
      this.connection.send(presenceFrame(presence));
    }
    const typing = await typingStatuses.find(others).catch(() => new Map<string, string>());
    for (const [userId, conversationId] of typing) {
      if (conversationId !== room.conversationId) continue;
      room.sendTyping({ userId, isTyping: true });
    }
  }

  private leave(conversationId: string): void {
    this.removeRoom(conversationId);
    this.publishCurrentConversations();
    this.connection.send(hubFrame('conversation_left', { conversationId }));
  }

  private async sendMessage({
    conversationId,
    content,
    replyTo,
    ...draft
  }: CommandNamed<'send_message'>['data']): Promise<void> {
    const { chat, limits } = this.context;
    const { principal } = this.connection;
    await limits.consumeForMessage(principal.id);
    const sent = await sendMessage(chat, principal, {
      ...draft,
      target: { conversationId },
      text: content.text,
      replyTo: replyTo ?? undefined,
    });
    const message = wireMessage(conversationId, sent);
    const { clientMessageId } = draft;
    const response = { ...(clientMessageId === undefined ? {} : { clientMessageId }), message };
    this.connection.send(hubFrame('message_sent', response));
  }

  private async setTyping({
    conversationId,
    isTyping,
  }: CommandNamed<'typing'>['data']): Promise<void> {
    const { chat } = this.context;
    const { principal } = this.connection;
    await announceTyping(chat, principal, { target: { conversationId }, isTyping });
    if (!isTyping) this.typingConversationIds.delete(conversationId);
    else if (this.isClosed) await this.setTyping({ conversationId, isTyping: false });
    else this.typingConversationIds.add(conversationId);
  }

  private async markRead(target: CommandNamed<'mark_read'>['data']): Promise<void> {
    await markRead(this.context.chat, this.connection.principal, { target });
  }

  private recheckRoom(room: HubRoom): void {
    this.context.chat.accessCache.forget(room.conversationId);
    // When the check is unavailable, the next heartbeat repeats it.
    this.checkRoomAccess(room).catch(() => undefined);
  }

  /** A member who lost access receives the reason and leaves the room. */
  private async checkRoomAccess(room: HubRoom): Promise<void> {
    try {
      await room.load();
    } catch (error) {
      const appError = toAppError(error);
      if (appError.status >= 500) throw error;
      if (this.rooms.get(room.conversationId) !== room) return;
      const { conversationId } = room;
      this.removeRoom(conversationId);
      this.publishCurrentConversations();
      const { code, message } = appError;
      this.connection.send(
        hubErrorFrame(new AppError(code, { message, details: { conversationId } })),
      );
      this.connection.send(hubFrame('conversation_left', { conversationId }));
    }
  }

  private removeRoom(conversationId: string): void {
    this.rooms.get(conversationId)?.close();
    this.rooms.delete(conversationId);
  }

  private publishCurrentConversations(): void {
    if (!this.isClosed)
      this.devicePresence.update({ currentConversations: [...this.rooms.keys()] });
  }
}
