import {
  type BatchSource,
  constantRate,
  GraphBuilder,
  type GraphPlan,
  type Network,
  planGraph,
  type RunEvent,
  type RunResult,
  type StageOptions,
  sgd,
  train,
} from '@altsparse/core';

/** Dense layers without bias, side by side: layer i has so many rows and columns. All start from the first `[rows]`. */
export function sidePlan(rows: number, columns: readonly number[]): GraphPlan {
  const net = new GraphBuilder('side', [1, 1, rows]);
  const flat = net.flatten('flat', net.input);
  const layers = columns.map((width, i) => net.dense(`layer${i}`, flat, width, { bias: false }));
  const [first, second, ...rest] = layers;
  if (first !== undefined && second !== undefined) net.node('all', { op: 'concatenate' }, first, second, ...rest);
  return planGraph(net.build());
}

/** A net whose loss is ½ Σ (w − t)² over effective weights, t by batch: its dense gradient is w − t, and tests choose both. */
export interface Bowl {
  readonly plan: GraphPlan;
  readonly weights: ArrayLike<number>;
  /** What the weights are drawn to in a batch. */
  aims(batch: number): ArrayLike<number>;
}

/** The network of a bowl. Where a gradient was not asked for, it is not a number. */
function bowlNetwork({ plan, aims }: Bowl): Network {
  const classes = plan.shapes.get(plan.graph.nodes.at(-1)?.name ?? '')?.[0] ?? 1;
  const blank = (size: number): Float32Array => new Float32Array(size * classes);
  return {
    engine: 'bowl',
    forward: async ({ batch }) => blank(batch.size),
    async differentiate({ weights: { parameters, mask }, batch, want }) {
      const aim = aims(batch.images[0] ?? 0);
      const gradient = parameters.map((weight, i) => weight - (aim[i] ?? 0));
      const answered = gradient.map((one, i) => (want === 'kept' && mask[i] === 0 ? Number.NaN : one));
      return { loss: 1, logits: blank(batch.size), gradient: answered, moments: new Float32Array(0) };
    },
    refuses: () => [],
    dispose() {},
  };
}

/** What a test says of a stage; without more it is one step at rate 0, plain SGD. */
export type BowlStage = Pick<StageOptions, 'subnets' | 'strategy'> & Partial<StageOptions>;

/** Runs stages in a bowl; batch i of an epoch of 10 has i as its first number. */
export async function roll(
  bowl: Bowl,
  stages: readonly BowlStage[],
): Promise<{ result: RunResult; events: readonly RunEvent[] }> {
  const rows = bowl.plan.parameters[0]?.shape[0] ?? 1;
  const data: BatchSource = {
    batchesPerEpoch: 10,
    size: 10,
    async batch(index) {
      const images = new Float32Array(rows);
      images[0] = index;
      return { size: 1, images, labels: new Int32Array(1) };
    },
  };
  const plain = { data, length: 1, learningRate: constantRate(0), optimizer: sgd({ momentum: 0 }) };
  const run = train({
    model: bowl.plan,
    network: bowlNetwork(bowl),
    weights: { parameters: Float32Array.from(bowl.weights), statistics: new Float32Array(0) },
    stages: stages.map((stage) => ({ ...plain, ...stage })),
  });
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  return { result: await run.result, events };
}
