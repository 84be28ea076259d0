import { App, type Namespace } from './app';
import { parseKey, type AppKey } from './auth/app-key';
import type { Limits } from './limits';

const DEFAULT_NAMESPACES: Namespace[] = [
  { id: 'persisted', mutableMessages: false },
  { id: 'mutable', mutableMessages: true },
];

/** The apps of a server. */
export class Apps {
  private readonly byId = new Map<string, App>();

  constructor(readonly limits: Limits) {}

  /** Adds the key `app.key:secret`; creates its app if needed. */
  addKey(text: string, options: Pick<AppKey, 'revocableTokens'>): void {
    const { appId, key } = parseKey(text, options);
    const app = this.byId.get(appId) ?? this.create(appId);
    app.keys.set(key.id, key);
  }

  private create(id: string): App {
    const app = new App(id, this.limits);
    app.namespaces = DEFAULT_NAMESPACES;
    this.add(app);
    return app;
  }

  add(app: App): void {
    this.byId.set(app.id, app);
  }

  find(id: string): App | undefined {
    return this.byId.get(id);
  }

  remove(id: string): void {
    this.byId.delete(id);
  }

  all(): App[] {
    return [...this.byId.values()];
  }

  get connectionCount(): number {
    return this.all().reduce((sum, app) => sum + app.connections.size, 0);
  }
}
