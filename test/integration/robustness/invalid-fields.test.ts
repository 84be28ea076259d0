import { fc, shareOfDay } from '../../support/harness/property-testing';
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

/** After as many days every value was sent in every field. */
const DAYS = 4;

// Calls every route many times.
jest.setTimeout(120_000);

describe('invalid fields', () => {
  let fuzzer: RouteFuzzer;
  beforeAll(async () => {
    fuzzer = await RouteFuzzer.start();
  });
  afterAll(() => fuzzer.system.stop());

  it('are the only fault of their calls', async () => {
    const refused: string[] = [];
    for (const route of fuzzer.routes) {
      const call =
        route.method === 'GET' ? fuzzer.requestWithQuery(route, []) : fuzzer.requestWithBody(route);
      const { text } = await fuzzer.send(call);
      const { code = 'none' } = (text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string };
      if (HIDING.includes(code)) refused.push(`${route.path} ${code}`);
    }
    expect(refused).toEqual([]);
  });

  it('in a body never cause a 500', async () => {
    const all = fuzzer.routes.flatMap((route) =>
      route.bodyFields.flatMap((name) =>
        [undefined, ...HOSTILE_VALUES].map((value) =>
          fuzzer.requestWithBody(route, new Map([[name, value]])),
        ),
      ),
    );
    expect(all.length).toBeGreaterThan(5_000);
    await fuzzer.sendAll(shareOfDay(all, DAYS));
  });

  it('in a query never cause a 500', async () => {
    const all = fuzzer.routes.flatMap((route) =>
      fuzzer
        .queryNames(route)
        .flatMap((name) =>
          HOSTILE_TEXTS.map((text) => fuzzer.requestWithQuery(route, [[name, text]])),
        ),
    );
    expect(all.length).toBeGreaterThan(2_500);
    await fuzzer.sendAll(shareOfDay(all, DAYS));
  });

  it('never cause a 500 when several are invalid', () =>
    fuzzer.checkEveryRoute((route) => {
      const names = [...route.bodyFields, 'unknownField', '__proto__'];
      const invalidFields = fc.dictionary(fc.constantFrom(...names), hostileValue, { minKeys: 1 });
      return invalidFields.map((values) =>
        fuzzer.requestWithBody(route, new Map(Object.entries(values))),
      );
    }));

  it('never cause a 500 when several are invalid or repeated in a query', () =>
    fuzzer.checkEveryRoute((route) => {
      const names = [
        ...fuzzer.queryNames(route),
        ...route.bodyFields,
        '__proto__',
        'page[]',
        'a[b]',
      ];
      const pair = fc.tuple(fc.constantFrom(...names), hostileText);
      return fc
        .array(pair, { minLength: 1, maxLength: 4 })
        .map((pairs) => fuzzer.requestWithQuery(route, pairs));
    }));
});
