// Options, and the configs of the runs that follow from them.

/** Options, for `parseArgs`. */
export const options = {
  steps: { type: 'string', default: '1000' },
  every: { type: 'string', default: '100' },
  'switch-at': { type: 'string', default: 'measured' },
  'evaluate-every': { type: 'string', default: '391' },
  starts: { type: 'string', default: 'sparse,dense' },
  engine: { type: 'string', default: 'auto' },
  precision: { type: 'string', default: 'fp32,mixed' },
  against: { type: 'string', default: 'pytorch' },
  model: { type: 'string', default: 'wide-resnet-32' },
  data: { type: 'string', default: 'cifar10' },
  'take-train': { type: 'string' },
  'take-test': { type: 'string' },
  batch: { type: 'string', default: '128' },
  subnets: { type: 'string', default: '0.9,0.95,0.98' },
  threads: { type: 'string', default: '2' },
  seed: { type: 'string', default: '0' },
  chunk: { type: 'string', default: '20' },
  quiet: { type: 'boolean', default: false },
  folder: { type: 'string', default: 'runs/ast-run' },
  picture: { type: 'string', default: 'runs/ast-run.svg' },
  json: { type: 'boolean', default: false },
};

const list = (text) => text.split(',').map((part) => part.trim());

/** Where masks begin, and how that is called. */
const starts = {
  sparse: { name: 'sparse to sparse (from 90 %, ERK)', initialSparsity: 0.9 },
  dense: { name: 'dense to sparse (from 0 %)', initialSparsity: 0 },
};

/** The paper's runs have 62,560 steps: the ramp ends at 110 of 160 epochs, a sub-net's updates are 300 steps after those of the one before where its period is 999. */
const paper = { until: { share: 110 / 160 }, offset: 300 / 999 };

/**
 * The runs of altsparse: a label and a config each.
 *
 * @param given - Options.
 */
export function runsOf(given) {
  for (const start of list(given.starts))
    if (starts[start] === undefined) throw new Error(`--starts must be of sparse, dense, not '${start}'.`);
  return list(given.starts).flatMap((start) =>
    list(given.engine).flatMap((engine) =>
      precisionsOf(engine, list(given.precision)).map((precision) => ({
        label: `${starts[start].name}, ${engine}, ${precision}`,
        start,
        engine,
        precision,
        values: valuesOf(given, { start, engine, precision }),
      })),
    ),
  );
}

/** Engines of TensorFlow have one precision. */
const precisionsOf = (engine, asked) => (['auto', 'sparse'].includes(engine) ? asked : ['fp32']);

/** A name, or a sparsity. */
const switchOf = (text) => (text === 'stated' || text === 'measured' ? text : Number(text));

function valuesOf(given, { start, engine, precision }) {
  const every = Number(given.every);
  const parts = { train: given['take-train'], test: given['take-test'] };
  const taken = Object.entries(parts).filter(([, count]) => count !== undefined);
  const take = Object.fromEntries(taken.map(([part, count]) => [part, Number(count)]));
  return {
    data: taken.length === 0 ? given.data : { use: given.data, take },
    model: given.model,
    subnets: list(given.subnets).map(Number),
    scheduler: 'alternating',
    strategy: {
      use: 'ast',
      initialSparsity: starts[start].initialSparsity,
      every,
      offset: Math.round(every * paper.offset),
      until: paper.until,
    },
    surgery: 'projection',
    normalisation: [{ match: 'stem/*', use: 'shared' }],
    optimizer: { use: 'sgd', momentum: 0.9 },
    learningRate: { use: 'cosine', peak: 0.1, per: 'step' },
    weightDecay: 5e-4,
    batchSize: Number(given.batch),
    steps: Number(given.steps),
    seeds: [Number(given.seed)],
    evaluateEvery: { steps: Number(given['evaluate-every']) },
    checkpoint: { every: { share: 1 }, keep: 1 },
    engine,
    ...(engine === 'auto' && { switchAt: switchOf(given['switch-at']) }),
    threads: Number(given.threads),
    ...(precision !== 'fp32' && { precision }),
  };
}
