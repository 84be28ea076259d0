type Close = () => unknown;

const afterThisTest: Close[] = [];
const afterAllTests: Close[] = [];

/** Closes something that a test opened, after it, whether it passed or failed; the latest first. */
export function afterTest(close: Close): void {
  afterThisTest.push(close);
}

/**
 * Closes a client after the test file, whether its tests passed or failed: a client library that
 * reconnects would never let the process exit.
 */
export function afterTestFile(close: Close): void {
  afterAllTests.push(close);
}

async function closeLatestFirst(closes: Close[]): Promise<void> {
  for (const close of closes.splice(0).reverse()) await close();
}

afterEach(() => closeLatestFirst(afterThisTest));
afterAll(() => closeLatestFirst(afterAllTests));
