/** A mix of gradients. */
export interface Mix {
  /** Shares of the gradients, from 0, 1 in all. */
  readonly weights: readonly number[];
  /** ‖Σ wᵢ gᵢ‖; 0 where that is no more than rounding. */
  readonly norm: number;
  /** ‖ḡ‖ of the plain mean. */
  readonly meanNorm: number;
}

/** More steps than any case of the tests needs. */
const mostSteps = 2000;
/** A norm below this part of the gradients' is rounding. */
const rounding = 1e-7;

/**
 * The w of the simplex that minimises ⟨g_w, ḡ⟩ + c · ‖ḡ‖ · ‖g_w‖, from inner products alone (CAGrad, Eq. 4): projected
 * gradient steps from equal shares, with a step that is halved until it helps. Convex; draws nothing, and gives the same
 * to the same gradients in another order, but for rounding.
 *
 * @param products - ⟨gᵢ, gⱼ⟩.
 * @param radius - c.
 */
export function worstMix(products: readonly (readonly number[])[], radius: number): Mix {
  const count = products.length;
  const size = products.reduce((sum, row, i) => sum + (row[i] as number), 0) / count;
  const equal = products.map(() => 1 / count);
  if (size === 0) return { weights: equal, norm: 0, meanNorm: 0 };
  const scaled = products.map((row) => row.map((product) => product / size));
  const problem = { scaled, toMean: times(scaled, equal), room: radius * Math.sqrt(square(scaled, equal)) };
  const weights = descend(problem, equal);
  const [norm, meanNorm] = [weights, equal].map((mix) => Math.sqrt(square(scaled, mix))) as [number, number];
  const unit = Math.sqrt(size);
  return { weights, norm: norm < rounding ? 0 : norm * unit, meanNorm: meanNorm * unit };
}

interface Problem {
  /** Products in parts of the mean square. */
  readonly scaled: readonly (readonly number[])[];
  /** ⟨gᵢ, ḡ⟩. */
  readonly toMean: readonly number[];
  /** c · ‖ḡ‖. */
  readonly room: number;
}

function descend(problem: Problem, start: readonly number[]): readonly number[] {
  let weights = start;
  let value = heightAt(problem, weights);
  let reach = 1;
  for (let step = 0; step < mostSteps && reach > 1e-14; step++) {
    const slope = slopeOf(problem, weights);
    const next = ontoSimplex(weights.map((weight, i) => weight - reach * (slope[i] as number)));
    const reached = heightAt(problem, next);
    const way = dot(
      slope,
      next.map((one, i) => one - (weights[i] as number)),
    );
    if (reached > value + 0.1 * way || way >= 0) reach /= 2;
    else [weights, value, reach] = [next, reached, reach * 1.5];
  }
  return weights;
}

function heightAt({ scaled, toMean, room }: Problem, weights: readonly number[]): number {
  return dot(toMean, weights) + room * Math.sqrt(square(scaled, weights));
}

function slopeOf({ scaled, toMean, room }: Problem, weights: readonly number[]): number[] {
  const norm = Math.sqrt(square(scaled, weights));
  const pull = norm === 0 ? 0 : room / norm;
  return times(scaled, weights).map((product, i) => (toMean[i] as number) + pull * product);
}

/** The nearest point with shares from 0 and 1 in all (Held, Wolfe and Crowder, 1974). */
function ontoSimplex(point: readonly number[]): number[] {
  let sum = 0;
  let cut = 0;
  const falling = [...point].sort((a, b) => b - a);
  falling.forEach((value, i) => {
    sum += value;
    if (value * (i + 1) > sum - 1) cut = (sum - 1) / (i + 1);
  });
  return point.map((value) => Math.max(0, value - cut));
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

function square(matrix: readonly (readonly number[])[], vector: readonly number[]): number {
  return Math.max(0, dot(times(matrix, vector), vector));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
