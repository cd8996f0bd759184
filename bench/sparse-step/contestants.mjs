// Who takes part in one setting: a program, its arguments and its environment each.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { sparsepropPython, torchPython } from '../lib/torch.mjs';

const here = (name) => fileURLToPath(new URL(`contestants/${name}`, import.meta.url));

const ours = { native: 'altsparse, native', wasm: 'altsparse, WebAssembly', tensorflow: 'altsparse, TensorFlow' };

/** SparseProp replaces layers above this sparsity only: below it is PyTorch. */
const sparsepropFrom = 0.8;

/**
 * All contestants for a problem in a folder. `sparsities` of each are those that its answers are of; PyTorch's dense net has 0 whatever is asked.
 *
 * @param setting - `{ threads, sparsities }`.
 * @param choice - `{ engines, precisions }`.
 */
export function contestants(folder, { threads, sparsities }, { engines, precisions }) {
  const made = engines.flatMap((engine) => {
    if (engine === 'pytorch') return precisions.flatMap((precision) => torchDense(precision));
    if (engine === 'sparseprop') return sparsities.filter((one) => one > sparsepropFrom).map(sparseprop);
    const able = engine === 'native' ? precisions : ['fp32']; // mixed precision is the native kernels' alone
    if (engine === 'wasm' && threads > 1) return [];
    return able.map((precision) => altsparse(engine, precision, sparsities));
  });
  return made.map(({ program, script, spec, ...about }) => ({
    ...about,
    program,
    args: [...(program === process.execPath ? [] : ['-B']), here(script), folder, JSON.stringify({ threads, ...spec })],
    env: environmentOf(threads),
  }));
}

const environmentOf = (threads) => ({
  TF_NUM_INTRAOP_THREADS: `${threads}`,
  OMP_NUM_THREADS: `${threads}`,
  TF_CPP_MIN_LOG_LEVEL: '1',
});

function altsparse(engine, precision, sparsities) {
  const spec = { engine, precision, sparsities };
  return { name: nameOf(ours[engine], precision), engine, precision, sparsities, ...nodeServer, spec };
}

const nodeServer = { program: process.execPath, script: 'altsparse.mjs' };

const nameOf = (name, precision) => (precision === 'fp32' ? name : `${name}, ${precision}`);

/** In fp32 both layouts take part, the better one counts; with bfloat16 (autocast) the one that is made for it. */
function torchDense(precision) {
  const layouts = precision === 'fp32' ? ['channels_last', 'default'] : ['channels_last'];
  return layouts.map((layout) => ({
    name: nameOf(`PyTorch dense, ${layout}`, precision === 'fp32' ? 'fp32' : 'bf16 autocast'),
    engine: 'pytorch',
    precision,
    sparsities: [0],
    program: torchPython(),
    script: 'torch-server.py',
    spec: { way: 'dense', layout, precision },
  }));
}

function sparseprop(sparsity) {
  return {
    name: 'SparseProp',
    engine: 'sparseprop',
    precision: 'fp32',
    sparsities: [sparsity],
    program: sparsepropPython(),
    script: 'torch-server.py',
    spec: { way: 'sparseprop', layout: 'default', precision: 'fp32', sparsity },
  };
}
