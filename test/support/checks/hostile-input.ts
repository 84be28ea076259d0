import { fc } from '../harness/property-testing';

const SURROGATE = '\ud800';
const HUGE = 'w'.repeat(70_000);

/** Texts that commonly break parsers, databases and time libraries. */
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  SURROGATE,
  `x${SURROGATE}y\udc00\udc00`,
  '\ufeff',
  '\u202e\u200d',
  '💙'.repeat(2_600),
  'x'.repeat(5_001),
  'x'.repeat(40_000),
  '__proto__',
  'constructor',
  "'; DROP TABLE messages; --",
  '${7*7}',
  '%00',
  '%ff',
  '../../etc/passwd',
  'null',
  'NaN',
  'Infinity',
  '-0',
  '1e400',
  '0x10',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999999999',
  '2147483648',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '{"$ne":null}',
];

/** Dates, times and zones at and beyond their limits. */
const TIMES = [
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '+275760-09-13',
  '-000001-01-01',
  '2024-02-30',
  '2025-13-01',
  '24:00',
  '23:59:60',
  '00:00',
  '23:59:59',
  '0000-01-01T00:00:00Z',
  '0000-06-01T00:00:00+23:59',
  '0001-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59.999999999Z',
  '9999-12-31T23:59:59-23:59',
  '2026-01-01T00:00:00+16:00',
  '2016-12-31T23:59:60Z',
  'local',
  'system',
  'UTC+99',
  'UTC+14:00',
  'Etc/GMT+12',
  'asia/jakarta',
  'Africa/Monrovia',
  'infinity',
  'now',
];

const NUMBERS = [0, -0, -1, 1.5, 1e21, 1e308, 2 ** 31, 2 ** 53, -(2 ** 63), 5e-324, 101, 1440];

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
}

const ODD_VALUES: unknown[] = [
  null,
  true,
  [],
  {},
  ['a', 'b'],
  [[]],
  { length: 1, 0: 'a' },
  { toString: 'x' },
  deep(500),
  HUGE,
];

/** All values, for exhaustive tests. */
export const HOSTILE_VALUES: unknown[] = [...TEXTS, ...TIMES, ...NUMBERS, ...ODD_VALUES];

/** The values that can be part of a URL. */
export const HOSTILE_TEXTS: string[] = [...TEXTS, ...TIMES, ...NUMBERS.map(String)].filter(
  (text) => text.length < 3_000 && isWellFormed(text),
);

/** Any value of a field. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(...TIMES),
  fc.constantFrom<unknown>(...NUMBERS, ...ODD_VALUES),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Any text for paths and queries. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }).filter(isWellFormed),
);

/** A path segment, escaped correctly or not. */
export const hostileSegment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '%00',
    '%ff',
    '%',
    '%zz',
    '%c0%af',
    '%ed%a0%80',
    '..',
    '%2e%2e',
    '..%2f..%2fetc',
    '.',
    '%20',
    ';a=b',
    '*',
    'x'.repeat(3_000),
  ),
  hostileText.map(encodeURIComponent),
);

/** A whole body: invalid JSON, JSON that is not an object, or a malicious object. */
export const hostileBody: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '{"a":}',
    '[]',
    '"text"',
    'null',
    '42',
    'true',
    '\u0000',
    '\ufeff{}',
    '{"a":1}{"b":2}',
    '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}',
    '{"sessionId":{"__proto__":null},"id":["a"]}',
    '['.repeat(30_000),
    `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
    JSON.stringify({ message: HUGE }),
    '{"message":"\\ud800","sessionId":"\\u0000"}',
  ),
  fc.json({ maxDepth: 3 }),
);

/** Content types and encodings that do not match the body. */
export const hostileBodyHeaders: fc.Arbitrary<Record<string, string>> = fc.constantFrom<
  Record<string, string>[]
>(
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/xml' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data' },
  { 'content-type': 'application/json; charset=latin1' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json; charset="' },
  { 'content-type': ';;;' },
  { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  { 'content-type': 'application/json', 'content-encoding': 'br' },
  { 'content-type': 'application/json', 'content-encoding': 'nonsense' },
);

/** A header value, limited to the characters that HTTP allows. */
export const hostileHeader: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', ',', 'a, b', '"', 'x'.repeat(6_000), '\u00ff\u00fe', '__proto__'),
  hostileText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')),
);

/** Whether the text has no lone surrogate, which a URL cannot contain. */
function isWellFormed(text: string): boolean {
  return Buffer.from(text, 'utf8').toString('utf8') === text;
}
