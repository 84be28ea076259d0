import fc from 'fast-check';
import {
  HOSTILE_TEXTS,
  HOSTILE_VALUES,
  hostileText,
  hostileValue,
} from '../../support/checks/hostile-input';
import { RouteFuzzer } from '../../support/checks/route-fuzzer';

/** Errors that are returned before fields are validated. */
const HIDING = [
  'invalid-input',
  'unauthenticated',
  'forbidden',
  'not-participant',
  'not-your-counseling',
];

/** Password hashing is slow on purpose. */
const SLOW_MS = 120_000;

// Calls every route many times.
jest.setTimeout(120_000);

describe('invalid fields', () => {
  let calls: RouteFuzzer;
  beforeAll(async () => {
    calls = await RouteFuzzer.start();
  });
  afterAll(() => calls.system.stop());

  it('are the only fault of their calls', async () => {
    const refused: string[] = [];
    for (const route of calls.routes) {
      const call =
        route.method === 'GET' ? calls.requestWithQuery(route, []) : calls.requestWithBody(route);
      const { text } = await calls.send(call);
      const { code = 'none' } = (text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string };
      if (HIDING.includes(code)) refused.push(`${route.path} ${code}`);
    }
    expect(refused).toEqual([]);
  });

  it(
    'in a body never cause a 500',
    async () => {
      const all = calls.routes.flatMap((route) =>
        route.bodyFields.flatMap((name) =>
          [undefined, ...HOSTILE_VALUES].map((value) =>
            calls.requestWithBody(route, new Map([[name, value]])),
          ),
        ),
      );
      expect(all.length).toBeGreaterThan(1_000);
      await calls.sendAll(all);
    },
    SLOW_MS,
  );

  it('in a query never cause a 500', async () => {
    const all = calls.routes.flatMap((route) =>
      calls
        .queryNames(route)
        .flatMap((name) =>
          HOSTILE_TEXTS.map((text) => calls.requestWithQuery(route, [[name, text]])),
        ),
    );
    expect(all.length).toBeGreaterThan(500);
    await calls.sendAll(all);
  });

  it('never cause a 500 when several are invalid', () =>
    calls.checkEveryRoute((route) => {
      const names = [...route.bodyFields, 'unknownField', '__proto__'];
      const spoiled = fc.dictionary(fc.constantFrom(...names), hostileValue, { minKeys: 1 });
      return spoiled.map((values) => calls.requestWithBody(route, new Map(Object.entries(values))));
    }));

  it('never cause a 500 when several are invalid or repeated in a query', () =>
    calls.checkEveryRoute((route) => {
      const names = [
        ...calls.queryNames(route),
        ...route.bodyFields,
        '__proto__',
        'page[]',
        'a[b]',
      ];
      const pair = fc.tuple(fc.constantFrom(...names), hostileText);
      return fc
        .array(pair, { minLength: 1, maxLength: 4 })
        .map((pairs) => calls.requestWithQuery(route, pairs));
    }));
});
