import { expect, it } from 'vitest';
import { keepsGroups } from './keeps-groups.ts';

const layer = (shape: readonly number[], length: number) => ({ name: 'a', shape, offset: 0, length });

it('counts neighbours along the input axis: rows of [in, out]', () => {
  const rule = keepsGroups({ keep: 2, groupSize: 4 });
  // column 0 keeps inputs 0 and 1, column 1 inputs 2 and 3
  expect(rule(Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1), layer([4, 2], 8))).toBeUndefined();
  // column 0 keeps inputs 0, 1 and 2
  expect(rule(Uint8Array.of(1, 0, 1, 0, 1, 1, 0, 1), layer([4, 2], 8))).toContain('3 of 4');
});

it('looks at each place of a kernel by itself, and passes over layers that do not divide', () => {
  const rule = keepsGroups({ keep: 1, groupSize: 2 });
  expect(rule(Uint8Array.of(1, 0, 0, 1), layer([2, 1, 2, 1], 4))).toBeUndefined();
  expect(rule(Uint8Array.of(1, 0, 1, 1), layer([2, 1, 2, 1], 4))).toContain('2 of 2');
  expect(rule(Uint8Array.of(1, 1, 1), layer([3, 1], 3))).toBeUndefined();
});
