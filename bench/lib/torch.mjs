// Pythons for comparison: one with PyTorch, one that has SparseProp too. Each is the one that a variable of the environment names, or one of
// our own in the user's cache, made when first asked for.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';

/** The version that is compared with: the last one. */
const sparseprop = 'sparseprop==0.1.14';

/** The path of an interpreter with PyTorch. Throws with what pip or Python said where it cannot be made. */
export function torchPython(env = process.env) {
  return env.ALTSPARSE_TORCH_PYTHON || ownPython(env, 'torch', installTorch);
}

/** The path of an interpreter with SparseProp, which is compiled for this processor (g++, AVX2), and the PyTorch of `torchPython`. */
export function sparsepropPython(env = process.env) {
  if (env.ALTSPARSE_SPARSEPROP_PYTHON) return env.ALTSPARSE_SPARSEPROP_PYTHON;
  const torch = torchPython(env);
  return ownPython(env, 'sparseprop', (python) => installSparseprop(python, torch));
}

function installTorch(python) {
  process.stderr.write('Installing PyTorch for the comparison (several GB, once) …\n');
  install(python, '--only-binary=:all:', 'torch', 'numpy');
  must(python, ['-c', 'import torch, numpy']);
}

/** Its set-up looks for `pip` and `python3` by name, and needs what it does not say. */
function installSparseprop(python, torch) {
  process.stderr.write('Compiling SparseProp for the comparison (once) …\n');
  const packages = (of) => must(of, ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])'], 'pipe').trim();
  writeFileSync(join(packages(python), 'torch-of-the-bench.pth'), `${packages(torch)}\n`);
  install(python, 'setuptools<81', 'wheel', 'pybind11', 'scipy');
  install(python, '--no-build-isolation', sparseprop);
  must(python, ['-c', 'import sparseprop.utils']);
}

function install(python, ...wanted) {
  must(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', ...wanted]);
}

function ownPython(env, name, fill) {
  const version = must('python3', ['-c', 'import sys; print("py%d.%d" % sys.version_info[:2])'], 'pipe').trim();
  const folder = join(cacheFolder(env), 'bench', `${name}-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(interpreter(folder))) makeEnvironment(folder, fill);
  return interpreter(folder);
}

const interpreter = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

const cacheFolder = (env) => env.ALTSPARSE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'altsparse');

/** Under another name first, then renamed: whoever looks finds a whole environment or none. It is only used through its python, which may move. */
function makeEnvironment(folder, fill) {
  const draft = `${folder}.${process.pid}`;
  try {
    mkdirSync(join(folder, '..'), { recursive: true });
    must('python3', ['-m', 'venv', draft]);
    fill(interpreter(draft));
    place(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Another process may have been faster; its environment is as good as ours. */
function place(draft, folder) {
  try {
    renameSync(draft, folder);
  } catch (cause) {
    if (!existsSync(interpreter(folder))) throw cause;
  }
}

/** Whoever starts other programs by name finds those beside this one. */
function must(program, args, stdout = 2) {
  const PATH = dirname(program) === '.' ? process.env.PATH : `${dirname(program)}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH };
  const done = spawnSync(program, args, { stdio: ['ignore', stdout, 'inherit'], encoding: 'utf8', env });
  if (done.status === 0) return done.stdout ?? '';
  throw new Error(`${[program, ...args].join(' ')} failed: ${done.error?.message ?? `exit status ${done.status}`}`);
}
