import type { PatternRule } from './subject.ts';

/**
 * The rule of N:M patterns along the input axis (the last but one): at most `keep` weights of every `groupSize` neighbours.
 * Worked out place by place. A layer whose input axis the group size does not divide is passed over.
 */
export function keepsGroups(pattern: {
  /** How many of a group may be kept. */
  readonly keep: number;
  /** Size of a group. */
  readonly groupSize: number;
}): PatternRule {
  const { keep, groupSize } = pattern;
  return (mask, { shape }) => {
    const [inputs = 1, outputs = 1] = shape.slice(-2);
    if (inputs % groupSize !== 0) return undefined;
    const counts = new Map<number, number>();
    mask.forEach((kept, i) => {
      const [row, column] = [Math.floor(i / outputs), i % outputs];
      const group = Math.floor(row / groupSize) * outputs + column;
      counts.set(group, (counts.get(group) ?? 0) + kept);
    });
    const over = [...counts].find(([, count]) => count > keep);
    return over === undefined ? undefined : `${over[1]} of ${groupSize} neighbours are kept, not ${keep} at most`;
  };
}
