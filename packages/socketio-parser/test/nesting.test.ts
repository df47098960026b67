import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeEvent } from '../src/index.js';

const nested = (depth: number) => `2["a",${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}]`;

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('nesting of what arrives', () => {
  it('ends at 1,000 levels', () => {
    expect(decodeText(nested(1000)).data).toHaveLength(2);
    expect(() => decodeText(nested(1001))).toThrow('nested deeper than 1000 levels');
  });

  it('is judged before it is parsed, at any depth', () => {
    expect(() => decodeText(nested(400_000))).toThrow('nested deeper');
    expect(() => decodeText(`2["a",${'{"a":'.repeat(400_000)}`)).toThrow('nested deeper');
    expect(() => decodeText(`0${'{"a":'.repeat(400_000)}`)).toThrow('nested deeper');
    expect(() => decodeText(`51-["a",${'['.repeat(400_000)}`)).toThrow('nested deeper');
  });

  it('counts brackets outside strings only', () => {
    const brackets = '[{'.repeat(5_000);
    expect(decodeText(`2["a","${brackets}",[]]`).data).toEqual(['a', brackets, []]);
    expect(decodeText(`2["a","\\"${brackets}\\\\",[]]`).data).toEqual(['a', `"${brackets}\\`, []]);
  });

  it('does not count siblings', () => {
    expect(decodeText(`2["a"${',[]'.repeat(5_000)}]`).data).toHaveLength(5_001);
  });

  it('allows what fits and refuses what does not, whatever the data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = `2${JSON.stringify(['name', value])}`;
        const depth = depthOf(['name', value]);
        expect(decodeText(text, { maxDepth: depth }).data).toEqual(JSON.parse(text.slice(1)));
        if (depth > 1) expect(() => decodeText(text, { maxDepth: depth - 1 })).toThrow('nested deeper');
      }),
    );
  });
});

describe('nesting of what is sent', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 0 : [deep(levels - 1)]);

  it('ends where the peer would refuse it', () => {
    const { text } = encodeEvent('/', 'a', [deep(999)]);
    expect(decodeText(text).data).toHaveLength(2);
    expect(() => encodeEvent('/', 'a', [deep(1000)])).toThrow('nested deeper than 1000 levels');
  });

  it('refuses circular data, with bytes in it too', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = [circle];
    const error = expect.objectContaining({ name: 'SocketIOError', code: 'INVALID_ARGUMENT' });
    expect(() => encodeEvent('/', 'a', [circle])).toThrow(error);
    expect(() => encodeEvent('/', 'a', [new Uint8Array(1), circle])).toThrow(error);
  });
});
