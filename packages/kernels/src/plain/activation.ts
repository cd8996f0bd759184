const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Values of activation 0 none, 1 relu, 2 relu6, 3 leakyRelu, 4 elu, 5 sigmoid, 6 tanh, 7 swish. */
const values: readonly ((x: number, slope: number) => number)[] = [
  (x) => x,
  (x) => Math.max(0, x),
  (x) => Math.min(6, Math.max(0, x)),
  (x, slope) => (x < 0 ? slope * x : x),
  (x) => (x < 0 ? Math.expm1(x) : x),
  sigmoid,
  Math.tanh,
  (x) => x * sigmoid(x),
];

const slopes: readonly ((x: number, slope: number) => number)[] = [
  () => 1,
  (x) => (x > 0 ? 1 : 0),
  (x) => (x > 0 && x < 6 ? 1 : 0),
  (x, slope) => (x > 0 ? 1 : slope),
  (x) => (x < 0 ? Math.exp(x) : 1),
  (x) => sigmoid(x) * (1 - sigmoid(x)),
  (x) => 1 - Math.tanh(x) ** 2,
  (x) => sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x)),
];

/** The activation of a sum. */
export function activate(act: number, slope: number, sum: number): number {
  return values[act]?.(sum, slope) ?? Number.NaN;
}

/** Its derivative there. */
export function derivative(act: number, slope: number, sum: number): number {
  return slopes[act]?.(sum, slope) ?? Number.NaN;
}
