import { Capability } from '../../../../src/local-ably/auth/capability';

describe('capabilities', () => {
  it.each([
    ['foo', 'foo', true],
    ['foo', 'foo:bar', false],
    ['typing:*', 'typing:a', true],
    ['typing:*', 'typing:a:b', true],
    ['typing:*', 'typing', false],
    ['a:*:c', 'a:b:c', true],
    ['a:*:c', 'a:b:b:c', false],
    ['foo*', 'foobar', false],
    ['foo*', 'foo*', true],
    ['*', 'any:thing', true],
    ['*', '[meta]log', false],
    ['[meta]*', '[meta]log', true],
    ['[meta]*', 'log', false],
    ['[*]*', '[queue]x', true],
    ['[*]*', 'plain', true],
    ['room', 'room::$chat', true],
    ['room', 'other::$chat', false],
  ])('%s covers %s: %s', (resource, channel, covered) => {
    expect(Capability.parse({ [resource]: ['publish'] }).allows('publish', channel)).toBe(covered);
  });

  it.each([
    [{ a: ['publish'] }, { '*': ['*'] }, { a: ['publish'] }],
    [{ a: ['*'] }, { a: ['subscribe', 'publish'] }, { a: ['publish', 'subscribe'] }],
    [{ 'can:*': ['subscribe'] }, { 'can:check': ['subscribe'] }, { 'can:check': ['subscribe'] }],
    [{ a: ['publish', 'history'] }, { a: ['history', 'presence'] }, { a: ['history'] }],
    [{ b: ['publish'], a: ['publish'] }, { '*': ['publish'] }, { a: ['publish'], b: ['publish'] }],
    [{ a: ['publish'] }, { a: ['subscribe'] }, {}],
    [{ '[meta]x': ['subscribe'] }, { '*': ['*'] }, {}],
  ])('%j intersected with %j grants %j', (requested, allowed, expected) => {
    const both = Capability.parse(requested).intersect(Capability.parse(allowed));
    expect(both.toString()).toBe(JSON.stringify(expected));
  });

  it.each([
    ['[]'],
    ['not json'],
    ['{"a":[]}'],
    ['{"a":["fly"]}'],
    ['{"a":["*","publish"]}'],
    ['{"a":"publish"}'],
  ])('rejects %s', (text) => {
    expect(() => Capability.parse(text)).toThrow('Invalid capability');
  });
});
