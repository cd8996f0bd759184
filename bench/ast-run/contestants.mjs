// Who takes part: runs of altsparse, and dense training in PyTorch.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nets } from '../lib/nets.mjs';
import { writeConfig } from '../lib/study.mjs';
import { torchPython } from '../lib/torch.mjs';
import { runsOf, withoutLeftOut } from './runs.mjs';

const here = (name) => fileURLToPath(new URL(`contestants/${name}`, import.meta.url));

/** All who are not left out: `{ label, program, args, env }` and what they are. */
export function contestants(given) {
  const who = withoutLeftOut([...runsOf(given), ...rivals(given)], given);
  if (who.length === 0) throw new Error('Nobody takes part.');
  const env = { TF_NUM_INTRAOP_THREADS: given.threads, OMP_NUM_THREADS: given.threads, TF_CPP_MIN_LOG_LEVEL: '1' };
  return who.map((one) => ({ ...(one.values === undefined ? one : started(one, given)), env }));
}

function started({ label, values, ...about }, given) {
  const { config, runs } = writeConfig(given.folder, label, values);
  return { label, ...about, program: process.execPath, args: [here('altsparse-run.mjs'), config, runs, given.chunk] };
}

/** Dense PyTorch in fp32; where mixed precision is asked for, its own (autocast to bfloat16) too. */
function rivals(given) {
  if (given.against === 'none') return [];
  if (given.against !== 'pytorch') throw new Error(`--against must be pytorch or none, not '${given.against}'.`);
  const spec = torchSpec(given);
  const asked = given.precision.split(',').includes('mixed') ? ['fp32', 'mixed'] : ['fp32'];
  return asked.map((precision) => ({
    label: precision === 'fp32' ? 'PyTorch dense' : 'PyTorch dense, bf16 autocast',
    name: `pytorch-${precision}`,
    engine: 'pytorch',
    precision,
    program: torchPython(),
    args: ['-B', here('torch-run.py'), JSON.stringify({ ...spec, precision })],
  }));
}

function torchSpec(given) {
  const data = join(process.env.ALTSPARSE_DATA ?? '', 'cifar-10-batches-bin');
  if (given.data !== 'cifar10' || !existsSync(data))
    throw new Error(
      'PyTorch trains on CIFAR-10 from the folder that ALTSPARSE_DATA names; --against none leaves it out.',
    );
  const net = nets[given.model];
  if (net === undefined) throw new Error(`--model must be one of ${Object.keys(nets).join(', ')}.`);
  return {
    net,
    data,
    trainImages: Number(given['take-train'] ?? 50_000),
    testImages: Number(given['take-test'] ?? 10_000),
    steps: Number(given.steps),
    chunk: Number(given.chunk),
    batch: Number(given.batch),
    evaluateEvery: Number(given['evaluate-every']),
    threads: Number(given.threads),
    seed: Number(given.seed),
  };
}
