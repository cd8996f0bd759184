import {
  countKept,
  dropShare,
  exchange,
  gradientMagnitude,
  keepAll,
  keepSome,
  type Move,
  markLargest,
  pruneTo,
  randomStream,
  type Strategy,
} from '@altsparse/core';

/** Gradual pruning and exchange, in core's own parts; conforms. */
export function sound(more: Partial<Strategy> = {}): Strategy {
  return {
    name: 'sound',
    initialSparsity: 0.2,
    initial: keepSome(),
    timetable: { every: 4, until: 12, place: 'update' },
    moves: [pruneTo(), exchange({ share: 0.4 })],
    invariants: ['exactCount'],
    ...more,
  };
}

/** The sound strategy with one more move at its end. */
const then = (name: string, apply: Move['apply']): Strategy =>
  sound({ moves: [...sound().moves, { name, needs: ['gradient'], apply }] });

const firstKept = (mask: Uint8Array): number => mask.indexOf(1);

/** One weight too few. */
export const wrongCount = (): Strategy =>
  then('one too few', ({ mask }) => ({
    mask: mask.length > 100 ? mask.with(firstKept(mask), 0) : mask,
  }));

/** Keeps the higher places among equals: ranks the reversed arrays. */
export function tiesToHigher(): Strategy {
  const byIndex = {
    name: 'higher first',
    score: ({ weights }: { readonly weights: Float32Array }) => weights.map((w, i) => Math.abs(w) + i * 1e-7),
  };
  return sound({ moves: [pruneTo({ score: byIndex }), exchange({ share: 0.4 })] });
}

/** Drops five weights and grows five, of which some were never dropped: those that are largest anywhere. */
export function growsWhatIsKept(): Strategy {
  const move: Move = {
    name: 'overlap',
    apply({ mask, weights, event }) {
      const places = [...mask.keys()];
      const active = places.filter((i) => mask[i] === 1);
      const size = (i: number): number => Math.abs(weights[i] as number);
      const dropped = new Set(active.toSorted((a, b) => size(a) - size(b)).slice(0, 5));
      const next = mask.map((kept, i) => (dropped.has(i) ? 0 : kept));
      for (let i = 0; i < 5; i++) next[(i * 37 + event.step) % mask.length] = 1;
      return { mask: next };
    },
  };
  return sound({ moves: [move] });
}

/** Sets weights that it drops and grows again to 0, in the masters. */
export const growsAsNew = (): Strategy =>
  then('as new', ({ mask, weights }) => {
    weights[firstKept(mask)] = 0;
    return { mask: mask.slice() };
  });

/** Works in the mask that it is shown, and gives a copy. */
export const writesMask = (): Strategy =>
  then('in place', ({ mask }) => {
    const copy = mask.slice();
    mask.fill(0);
    return { mask: copy };
  });

/** Draws from one stream that goes on from run to run. */
const running = randomStream(1, 'running');
export const runningStream = (): Strategy =>
  sound({
    moves: [
      pruneTo(),
      exchange({ grow: { name: 'running', score: ({ weights }) => weights.map(() => running.uniform()) } }),
    ],
  });

/** Counts its events in itself instead of in its state; which weights it grows depends on the count. */
export function forgetful(): Strategy {
  let calls = 0;
  const grow = {
    name: 'by count',
    score({ weights, event }: { readonly weights: Float32Array; readonly event: { readonly step: number } }) {
      calls = event.step === 0 ? 0 : calls + 1;
      return weights.map((_, i) => (i * (2 * calls + 1)) % 101);
    },
  };
  return sound({
    initial: {
      name: 'start',
      apply(view) {
        grow.score(view);
        return keepSome().apply(view, undefined);
      },
    },
    moves: [pruneTo(), exchange({ grow })],
  });
}

/** Takes the last layer away. */
export const deadLayer = (): Strategy => ({
  ...then('kills a layer', ({ mask, layers }) => ({ mask: mask.slice().fill(0, layers.at(-1)?.offset ?? 0) })),
  invariants: [],
});

/** Sorts magnitudes, whether they are numbers or not. */
export function acceptsNaN(): Strategy {
  const move: Move = {
    name: 'sorts',
    reachesTarget: true,
    sparsityAt: (progress, initial, target) => initial + (target - initial) * progress,
    apply({ mask, weights, layers, event, initialSparsity, targetSparsity }) {
      const next = new Uint8Array(mask.length);
      const sparsity = initialSparsity + (targetSparsity - initialSparsity) * event.progress;
      const size = (i: number): number => Math.abs(weights[i] as number);
      const ranked = [...mask.keys()].filter((i) => mask[i] === 1).sort((a, b) => size(b) - size(a) || a - b);
      for (const { offset, length } of layers) {
        const best = ranked.find((i) => i >= offset && i < offset + length);
        if (best !== undefined) next[best] = 1;
      }
      let left = Math.round(mask.length * (1 - sparsity)) - layers.length;
      for (const i of ranked) if (next[i] === 0 && left-- > 0) next[i] = 1;
      return { mask: next };
    },
  };
  return sound({ initialSparsity: 0, initial: keepAll, moves: [move] });
}

/** Stops a little short of its target. */
export const fallsShort = (): Strategy =>
  sound({
    moves: [
      {
        ...pruneTo({ ramp: (x) => x * 0.9 }),
        apply: (view, state) => pruneTo().apply({ ...view, targetSparsity: view.targetSparsity * 0.9 }, state),
      },
    ],
    invariants: [],
  });

/** Remembers the mask that it gave, and writes into it at the next event. */
export function writesItsMask(): Strategy {
  let last: Uint8Array | undefined;
  return then('takes back', ({ mask, event }) => {
    if (event.k > 1) last?.fill(0);
    last = mask.slice();
    return { mask: last };
  });
}

/** Remembers the weights that it was shown, as they are, and drops by what it remembers. */
export const keepsArrays = (): Strategy =>
  remembering(
    (weights) => ({ weights }),
    (state) => (state as { readonly weights: Float32Array }).weights,
  );

/** The same with a copy, in an object that no file can hold. */
export const remembersAClass = (): Strategy =>
  remembering(
    (weights) => new Remembered(weights),
    (state) => (state as Remembered).weights,
  );

class Remembered {
  readonly weights: Float32Array;
  constructor(weights: Float32Array) {
    this.weights = weights.slice();
  }
}

function remembering(keep: (weights: Float32Array) => unknown, read: (state: unknown) => Float32Array): Strategy {
  const drop = (sizes: Float32Array) => ({ name: 'old sizes', score: () => sizes.map(Math.abs) });
  const move: Move = {
    ...exchange(),
    name: 'by old sizes',
    apply(view, state) {
      const sizes = state === undefined ? view.weights : read(state);
      return { ...exchange({ drop: drop(sizes) }).apply(view, undefined), state: keep(view.weights) };
    },
  };
  return sound({ moves: [pruneTo(), move] });
}

/** Says that it ranks the weights of the mask, and ranks all. */
export const ranksAll = (): Strategy => sound({ moves: [{ ...pruneTo({ rank: 'all' }), ranks: 'active' }] });

/** Drops a tenth, and grows as many where the gradient is largest, also of what is kept. */
export function growsTheLargest(): Strategy {
  const grow: Move = {
    name: 'largest anywhere',
    needs: ['gradient'],
    apply(view) {
      const next = view.mask.slice();
      const dropped = countKept(view.before) - countKept(view.mask);
      markLargest(gradientMagnitude.score(view), dropped, { from: 0, to: next.length }, next);
      return { mask: next };
    },
  };
  return sound({ initialSparsity: 0.999, moves: [dropShare({ share: 0.1 }), grow] });
}

/** Asks for two rounds; the second loses a weight more than its sparsity says. */
export function roundsTooFew(): Strategy {
  const short: Move = {
    name: 'one too few',
    apply(view) {
      const { mask } = pruneTo().apply({ ...view, event: { ...view.event, progress: 1 } }, undefined);
      return { mask: countKept(mask) > 50 ? mask.with(firstKept(mask), 0) : mask };
    },
  };
  return twoRounds(short, (target) => target);
}

/** Asks for two rounds; the second leaves more than the target. */
export const roundsFallShort = (): Strategy =>
  twoRounds(
    { name: 'prune', apply: (view) => pruneTo().apply({ ...view, event: { ...view.event, progress: 1 } }, undefined) },
    (target) => 0.9 * target,
  );

/** Dense, then again from the start under masks by a move. */
function twoRounds(later: Move, sparsityOf: (target: number) => number): Strategy {
  const round = (initial: Move): Strategy => ({ ...sound({ initial, moves: [] }), initialSparsity: 0.999 });
  return {
    ...sound({ moves: [] }),
    rounds: ({ targets }) => [
      { name: 'first', sparsities: targets.map(() => 0), strategy: round(keepAll) },
      { name: 'second', sparsities: targets.map(sparsityOf), strategy: round(later), rewindTo: 0 },
    ],
  };
}
