// npm run bench -- parity [--model resnet-20] [--steps 20] [--batch 128] [--seeds 5] [--threads N] [--json]: the same net, weights, batches and masks here
// and in PyTorch. Ends with status 1 where a check fails. ALTSPARSE_TORCH_PYTHON names a Python that has PyTorch; without it one is made.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openNetwork } from '../lib/engine.mjs';
import { readDoubles, withFolder, writeProblem } from '../lib/exchange.mjs';
import { nets } from '../lib/nets.mjs';
import { progress } from '../lib/progress.mjs';
import { table } from '../lib/table.mjs';
import { torchPython } from '../lib/torch.mjs';
import { makeProblem, writeCases } from './cases.mjs';
import { compare, driftLine, driftOf, roundings } from './compare.mjs';
import { firstGradients, logitsOf, trainOurs } from './ours.mjs';

const rates = [0.01, 0.1];

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'resnet-20' },
    steps: { type: 'string', default: '20' },
    batch: { type: 'string', default: '128' },
    seeds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
  },
});

/** What differs in nothing but the order of sums, and double precision to know what rounding does. */
function variantsOf(threads) {
  const variants = roundings.map((name) => ({
    name,
    type: 'float32',
    layout: name.split(',')[0],
    threads: name.endsWith('one thread') ? 1 : threads,
    rates: name.endsWith('one thread') ? [0.1] : rates,
    gradients: !name.endsWith('one thread'),
  }));
  return [...variants, { ...variants[0], name: 'float64', type: 'float64', rates: [] }];
}

/** For more first weights: the large rate alone. */
const driftVariants = (threads) =>
  variantsOf(threads)
    .filter((one) => roundings.includes(one.name))
    .map((one) => ({ ...one, rates: [0.1], gradients: false }));

async function runOurs(problem, threads, torch) {
  const { network, engine } = await openNetwork(problem.plan, threads);
  const results = [];
  const line = progress('altsparse', problem.cases.length * rates.length);
  for (const one of problem.cases) {
    const common = { case: one.name, variant: 'ours' };
    const slow = torch.results.find(
      (theirs) => theirs.case === one.name && theirs.rate === rates[0] && theirs.variant === 'default',
    );
    const logits = await logitsOf(network, problem, one, slow);
    results.push({ ...common, gradients: await firstGradients(network, problem, one), logits });
    for (const rate of rates) {
      results.push({ ...common, rate, ...(await trainOurs(network, problem, one, rate)) });
      line.tick();
    }
  }
  line.end();
  network.dispose();
  return { engine, results };
}

function runTorch(folder, { parameterCount }) {
  const script = fileURLToPath(new URL('reference.py', import.meta.url));
  // its threads must not spin while they wait: that costs a busy machine minutes and changes no bits
  const env = { ...process.env, OMP_WAIT_POLICY: 'PASSIVE' };
  const stdio = ['ignore', 'pipe', 'inherit'];
  const done = spawnSync(torchPython(), ['-B', script, folder], { stdio, env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`reference.py ended with ${done.error?.message ?? `status ${done.status}`}.`);
  const { version, results } = JSON.parse(done.stdout);
  const read = ({ key, arrays }) =>
    Object.fromEntries(arrays.map((name) => [name, readDoubles(folder, `${key}-${name}.bin`)]));
  return { version, results: results.map((one) => withRows({ ...one, ...read(one) }, parameterCount)) };
}

/** Gradients come as one vector after the other. */
function withRows(result, length) {
  if (result.gradients === undefined) return result;
  const rows = Array.from({ length: result.gradients.length / length }, (_, row) =>
    result.gradients.subarray(row * length, (row + 1) * length),
  );
  return { ...result, gradients: rows };
}

/** What `compare` asks of the results of one case. */
function reader(results) {
  return (name) => {
    const find = (variant, rate) =>
      results.find((one) => one.case === name && one.variant === variant && one.rate === rate);
    return {
      ours: (rate) => find('ours', rate),
      torch: find,
      logits: find('ours', undefined)?.logits,
      gradients: (variant) => find(variant, undefined).gradients,
    };
  };
}

/** How far both sides drift from other first weights, case by case. */
async function measureDrift(problem, threads) {
  return withFolder(async (folder) => {
    const cases = writeCases(folder, problem.cases);
    writeProblem(folder, { ...problem, cases, variants: driftVariants(threads) });
    const torch = runTorch(folder, problem.plan);
    const { network } = await openNetwork(problem.plan, threads);
    const ours = [];
    for (const one of problem.cases)
      ours.push({ case: one.name, variant: 'ours', rate: 0.1, ...(await trainOurs(network, problem, one, 0.1)) });
    network.dispose();
    const of = reader([...ours, ...torch.results]);
    return problem.cases.map((one) => driftOf(of(one.name)));
  });
}

async function measure({ model, steps, batch, threads, seeds }) {
  if (nets[model] === undefined) throw new Error(`--model must be one of ${Object.keys(nets).join(', ')}.`);
  const size = { model, steps: Number(steps), batch: Number(batch) };
  const problem = makeProblem({ ...size, seed: 1 });
  const more = [];
  for (let seed = 2; seed <= Number(seeds); seed++)
    more.push(await measureDrift(makeProblem({ ...size, seed }), Number(threads)));
  return withFolder(async (folder) => {
    const cases = writeCases(folder, problem.cases);
    writeProblem(folder, { ...problem, cases, variants: variantsOf(Number(threads)) });
    const torch = runTorch(folder, problem.plan);
    const ours = await runOurs(problem, Number(threads), torch);
    const names = problem.cases.map((one) => one.name);
    const of = reader([...ours.results, ...torch.results]);
    const drifts = [names.map((name) => driftOf(of(name))), ...more];
    const drift = names.map((name, index) =>
      driftLine(
        name,
        drifts.map((one) => one[index]),
      ),
    );
    const checks = [...compare(names, problem.plan, of), ...drift];
    return { engine: ours.engine, torch: torch.version, images: problem.from, checks };
  });
}

function show({ engine, torch, images, checks }) {
  const { model, steps, batch, threads } = options;
  const power = (value) => value?.toExponential(2) ?? '';
  const rows = checks.map((one) => [
    one.case,
    one.what,
    one.when,
    one.interval === undefined ? power(one.value) : one.value.toFixed(2),
    one.interval === undefined ? power(one.theirs) : `[${one.interval.map((end) => end.toFixed(2)).join(', ')}]`,
    one.interval === undefined ? power(one.limit) : 'reaches 1',
    one.passed ? 'ok' : 'FAILED',
  ]);
  console.log(
    `${model}, ${steps} steps of ${batch} images (${images}), ${threads} threads, ${engine}, PyTorch ${torch}`,
  );
  console.log(
    "Distances are relative, ‖ours − theirs‖ / ‖theirs‖; for losses the largest of all steps. PyTorch's own: of its",
  );
  console.log(
    'float32 from float64, or of its layouts and thread counts from each other. ours / own: geometric mean over',
  );
  console.log(
    'first weights of how far ours drifts from PyTorch, by how far PyTorch drifts from itself, with its 95 % interval.\n',
  );
  console.log(table(['case', 'what', 'when', 'distance', "PyTorch's own", 'limit', 'verdict'], rows));
  const failed = checks.filter((one) => !one.passed).length;
  console.log(
    failed === 0
      ? `\nParity: all ${checks.length} checks hold.`
      : `\nParity: ${failed} of ${checks.length} checks FAILED.`,
  );
}

const result = await measure(options);
if (options.json) console.log(JSON.stringify({ ...options, ...result }));
else show(result);
process.exitCode = result.checks.every((one) => one.passed) ? 0 : 1;
