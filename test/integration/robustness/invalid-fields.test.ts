import fc from 'fast-check';
import {
  HOSTILE_TEXTS,
  HOSTILE_VALUES,
  hostileText,
  hostileValue,
} from '../../support/checks/hostile-input';
import { RouteFuzzer } from '../../support/checks/route-fuzzer';

/** Refusals behind which a bad field would not even be looked at. */
const HIDING = [
  'invalid-input',
  'unauthenticated',
  'forbidden',
  'not-participant',
  'not-your-counseling',
];

/** Passwords are slow to compare on purpose, and each of them is tried. */
const SLOW_MS = 120_000;

// Every route there is, many times over, on a machine that may be busy.
jest.setTimeout(120_000);

describe('bad fields', () => {
  let calls: RouteFuzzer;
  beforeAll(async () => {
    calls = await RouteFuzzer.start();
  });
  afterAll(() => calls.system.stop());

  it('come one at a time: the call around them is good', async () => {
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
    'in a body are never a 500',
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

  it('in a query are never a 500', async () => {
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

  it('several at once are never a 500', () =>
    calls.checkEveryRoute((route) => {
      const names = [...route.bodyFields, 'unknownField', '__proto__'];
      const spoiled = fc.dictionary(fc.constantFrom(...names), hostileValue, { minKeys: 1 });
      return spoiled.map((values) => calls.requestWithBody(route, new Map(Object.entries(values))));
    }));

  it('several at once, or one twice, in a query are never a 500', () =>
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
