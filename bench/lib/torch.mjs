// A Python with PyTorch: the one that ALTSPARSE_TORCH_PYTHON names, or one of our own in the user's cache, made when first asked for.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The interpreter's path. Throws with what pip or Python said where it cannot be made. */
export function torchPython(env = process.env) {
  if (env.ALTSPARSE_TORCH_PYTHON) return env.ALTSPARSE_TORCH_PYTHON;
  const version = must('python3', ['-c', 'import sys; print("py%d.%d" % sys.version_info[:2])'], 'pipe').trim();
  const folder = join(cacheFolder(env), 'bench', `torch-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(interpreter(folder))) makeEnvironment(folder);
  return interpreter(folder);
}

const interpreter = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

const cacheFolder = (env) => env.ALTSPARSE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'altsparse');

/** Under another name first, then renamed: whoever looks finds a whole environment or none. It is only used through its python, which may move. */
function makeEnvironment(folder) {
  const draft = `${folder}.${process.pid}`;
  process.stderr.write('Installing PyTorch for the comparison (several GB, once) …\n');
  try {
    mkdirSync(join(folder, '..'), { recursive: true });
    must('python3', ['-m', 'venv', draft]);
    const quiet = ['--disable-pip-version-check', '--quiet', '--only-binary=:all:'];
    must(interpreter(draft), ['-m', 'pip', 'install', ...quiet, 'torch', 'numpy']);
    must(interpreter(draft), ['-c', 'import torch, numpy']);
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

function must(program, args, stdout = 2) {
  const done = spawnSync(program, args, { stdio: ['ignore', stdout, 'inherit'], encoding: 'utf8' });
  if (done.status === 0) return done.stdout ?? '';
  throw new Error(`${[program, ...args].join(' ')} failed: ${done.error?.message ?? `exit status ${done.status}`}`);
}
