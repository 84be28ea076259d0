/**
 * Keeps API and worker small: V8 would let what is young grow to 48 MiB before it tidies up, which
 * saves them no time. docker-compose.yml says the same.
 */
export const NODE_OPTIONS = ['--max-semi-space-size=8'];
