import type { Message } from '../../api/api-types';
import { applyInterval, applyPageBefore } from './chat-state';
import type { MessageUpdate } from './chat-state';
import type { ChatApi } from './chat-strategy';
import { hasOlder } from './message-log';
import type { MessageLog } from './message-log';

/** How many messages above a jump target are loaded with it. */
const CONTEXT_ABOVE = 20;

export interface HistoryLoaderDeps {
  api: Pick<ChatApi, 'listAfter' | 'listBefore'>;
  getLog: () => MessageLog;
  update: (next: MessageUpdate) => void;
  onChange: () => void;
}

/** Loads messages above the loaded ones, one request at a time. */
export class HistoryLoader {
  private state: 'idle' | 'loading' | 'failed' = 'idle';

  constructor(private readonly deps: HistoryLoaderDeps) {}

  get older(): 'none' | 'more' | 'loading' | 'failed' {
    if (this.state !== 'idle') return this.state;
    return hasOlder(this.deps.getLog()) ? 'more' : 'none';
  }

  async loadOlder(): Promise<void> {
    const log = this.deps.getLog();
    const first = log.messages[0];
    if (!first || !hasOlder(log)) return;
    await this.load(async () => {
      const page = await this.deps.api.listBefore(first.id);
      return (state) => applyPageBefore(state, first.seq, page);
    });
  }

  /** Loads every message back to `seq`, and shows them in one update. */
  async loadBackTo(seq: number): Promise<void> {
    const { low } = this.deps.getLog();
    await this.load(async () => {
      if (seq >= low) return undefined;
      const from = Math.max(1, seq - CONTEXT_ABOVE);
      const messages: Message[] = [];
      for (let after = from - 1; after < low - 1;) {
        const { data } = await this.deps.api.listAfter(after);
        messages.push(...data.filter((message) => message.seq < low));
        after = Math.max(after + 1, data.at(-1)?.seq ?? low);
      }
      return (state) => applyInterval(state, { from, to: low - 1, messages });
    });
  }

  private async load(fetch: () => Promise<MessageUpdate | undefined>): Promise<void> {
    if (this.state === 'loading') return;
    this.setState('loading');
    try {
      const update = await fetch();
      this.state = 'idle';
      if (update) this.deps.update(update);
      this.deps.onChange();
    } catch {
      this.setState('failed');
    }
  }

  private setState(state: 'loading' | 'failed'): void {
    this.state = state;
    this.deps.onChange();
  }
}
