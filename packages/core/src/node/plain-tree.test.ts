import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTree, encodeTree } from './plain-tree.ts';

/** Through text, as in a file. */
function there(value: unknown): unknown {
  const { json, tensors } = encodeTree(value, 'root');
  return decodeTree({ json: JSON.parse(JSON.stringify(json)), tensors });
}

const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.bigInt(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Number.POSITIVE_INFINITY),
  fc.float32Array({ maxLength: 3 }),
  fc.uint8Array({ maxLength: 3 }),
  fc.int32Array({ maxLength: 3 }),
  fc.float64Array({ maxLength: 3 }),
);
const key = fc.oneof(fc.string(), fc.constantFrom('$', '$tensor', '$$x', '__proto__'));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('record'), tie('map'), tie('set')),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  record: fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  map: fc.array(fc.tuple(fc.string(), tie('tree')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  set: fc.array(fc.string(), { maxLength: 3 }).map((list) => new Set(list)),
}));

describe('a plain tree', () => {
  it('comes back as it was, from text and arrays', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(there(value)).toStrictEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('names arrays by the path to them', () => {
    const { json, tensors } = encodeTree({ a: [1, Float32Array.of(2)] }, 'state');
    expect(json).toEqual({ a: [1, { $tensor: 'state/a/1' }] });
    expect([...tensors]).toEqual([['state/a/1', { shape: [1], data: Float32Array.of(2) }]]);
  });

  it('refuses what no file can hold, with its path', () => {
    expect(() => encodeTree({ a: { b: () => 1 } }, 'state')).toThrow(/state\/a\/b.*cannot be kept/);
    expect(() => encodeTree([new Date()], 'state')).toThrow(/state\/0.*Date/);
  });

  it('refuses a mark that it does not know, and an array that is missing', () => {
    expect(() => decodeTree({ json: { $other: 1 }, tensors: new Map() })).toThrow(/does not hold together/);
    expect(() => decodeTree({ json: { $tensor: 'a' }, tensors: new Map() })).toThrow(/does not hold together/);
  });
});
