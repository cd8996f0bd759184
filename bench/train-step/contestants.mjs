// Who takes part: a program, its arguments and its environment each.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { torchPython } from '../lib/torch.mjs';

const here = (name) => fileURLToPath(new URL(`contestants/${name}`, import.meta.url));

/** All contestants, for a problem in a folder and a number of threads. */
export function contestants(folder, threads) {
  const python = torchPython();
  const env = { TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads, TF_CPP_MIN_LOG_LEVEL: '1' };
  const node = (name, script, ...args) => ({
    name,
    program: process.execPath,
    args: [here(script), folder, threads, ...args],
    env,
  });
  const torch = (layout) => ({
    name: `PyTorch, ${layout}`,
    program: python,
    args: ['-B', here('torch-server.py'), folder, threads, layout],
    env,
  });
  return [
    node('altsparse, dense', 'altsparse.mjs', 'tensorflow', 'dense'),
    node('altsparse, dense, sparse engine', 'altsparse.mjs', 'sparse', 'dense'),
    node('altsparse, AST + correction', 'altsparse.mjs', 'tensorflow', 'ast'),
    node('TensorFlow.js as it comes', 'stock-tfjs.mjs'),
    torch('channels_last'),
    torch('default'),
  ];
}
