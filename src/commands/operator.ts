import { hostname, userInfo } from 'node:os';
import { readEnv } from '../config/env';
import type { Operator } from '../users/principal';

/** The actor that the audit log names for a command: the account and the machine on which it runs. */
export function currentOperator(): Operator {
  // Under `sudo`, the account that called it: `root` would name no one.
  return { operator: `${readEnv()['SUDO_USER'] ?? accountName()}@${hostname()}` };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, the user may have a number only.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
