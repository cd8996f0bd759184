import type { Observer } from '@altsparse/core';

/** Counts which engine trained how many steps of each sub-net. */
export interface EngineSteps extends Observer {
  /** Steps by engine, of one sub-net. */
  of(subnet: number): Readonly<Record<string, number>>;
}

/** A count over the steps of a run. */
export function engineSteps(): EngineSteps {
  let counts: readonly Record<string, number>[] = [];
  return {
    name: 'engine-steps',
    observe(event) {
      if (event.type !== 'step') return;
      for (const { subnet, engine } of event.trained) counts = counted(counts, subnet, engine);
    },
    save: () => counts,
    restore(state) {
      counts = state as readonly Record<string, number>[];
    },
    of: (subnet) => ({ ...counts[subnet] }),
  };
}

function counted(
  counts: readonly Record<string, number>[],
  subnet: number,
  engine: string,
): readonly Record<string, number>[] {
  const length = Math.max(counts.length, subnet + 1);
  return Array.from({ length }, (_, i) => {
    const before = counts[i] ?? {};
    return i === subnet ? { ...before, [engine]: (before[engine] ?? 0) + 1 } : before;
  });
}
