import { AltsparseError } from '../error.ts';
import { gridFamilies } from './grid.ts';
import type { Pattern } from './pattern.ts';

/** An axis of a kernel `[height, width, in, out]`, or of a dense one `[in, out]`. */
export type KernelAxis = 'height' | 'width' | 'in' | 'out';

const axisNames: readonly KernelAxis[] = ['height', 'width', 'in', 'out'];

/** Attributes of a block. */
export interface BlockOptions {
  /** Length along each of `axes`: whole numbers from 1, or `all`. */
  readonly size: readonly (number | 'all')[];
  /** Which axes; along others a block is 1 long. An axis that a kernel lacks is passed over. Default `['in', 'out']`. */
  readonly axes?: readonly KernelAxis[];
}

/**
 * Blocks of weights that stay or go as one; a pruned block is 0. Where a size does not divide its axis, the blocks at
 * the end are smaller.
 *
 * @throws AltsparseError `pattern-option`.
 * @example
 * pruneTo({ pattern: block({ size: [4, 4] }) })
 */
export function block(options: BlockOptions): Pattern {
  const { size, axes = ['in', 'out'] } = options;
  refuseBlock(size, axes);
  const along = new Map(axes.map((axis, i) => [axis, size[i] === 'all' ? Number.POSITIVE_INFINITY : (size[i] ?? 1)]));
  return {
    name: `block ${axes.map((axis, i) => `${axis} ${size[i]}`).join(' × ')}`,
    within: 'fixed',
    families: ({ shape }) =>
      gridFamilies(
        shape,
        axisNames.slice(axisNames.length - shape.length).map((axis) => along.get(axis) ?? 1),
        () => 0,
      ),
  };
}

/** Whole output channels: every weight that feeds one. */
export function outputChannel(): Pattern {
  return { ...block({ size: ['all', 'all', 'all'], axes: ['height', 'width', 'in'] }), name: 'output channel' };
}

function refuseBlock(size: readonly (number | 'all')[], axes: readonly KernelAxis[]): void {
  const wrong = size.find((one) => one !== 'all' && !(Number.isInteger(one) && one >= 1));
  const known = axes.every((axis, i) => axisNames.includes(axis) && axes.indexOf(axis) === i);
  if (wrong === undefined && known && axes.length === size.length) return;
  throw new AltsparseError('pattern-option', 'A block has a length from 1 along each of its axes.', {
    place: 'block',
    found: { size, axes },
    expected: `as many lengths as axes, and axes of ${axisNames.join(', ')}, each once`,
  });
}
