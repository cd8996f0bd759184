// What every script here needs: the root, an up-to-date install, the build and the engine's native half. Node's own modules only.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const commandLine = join(root, 'packages/cli/dist/main.js');

/** Output goes to stderr, so that stdout stays clean for a command's own output (`--json`). */
const quiet = ['ignore', 2, 2];
const engineLimit = 15 * 60_000;

/** Runs a program to its end and returns its exit status (128 + the signal's number where a signal ended it). */
export function run(program, args, options = {}) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const { env, ...rest } = options;
  const done = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && program !== process.execPath,
    ...rest,
    env: { ...process.env, ...env, PATH: path, TURBO_TELEMETRY_DISABLED: '1' },
  });
  if (done.error && done.error.code !== 'ETIMEDOUT') console.error(`${program}: ${done.error.message}`);
  return done.status ?? 128 + (constants.signals[done.signal] ?? 0);
}

/** Runs a JavaScript file with the Node that runs this script. */
export const runNode = (file, args = [], options = {}) => run(process.execPath, [file, ...args], options);

/** Installs the locked dependencies unless `node_modules` is newer than the lock: npm writes its hidden lock last at every install. */
export function install() {
  const age = (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (age('node_modules/.package-lock.json') >= age('package-lock.json')) return 0;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  return npm ? runNode(npm, args, { stdio: quiet }) : run('npm', args, { stdio: quiet });
}

/** Compiles every package, which is the type check, too, and the kernels to WebAssembly. */
export const build = () =>
  runNode(join(root, 'node_modules/typescript/bin/tsc'), ['-b'], { stdio: quiet }) ||
  runNode(join(root, 'packages/kernels/scripts/build-wasm.mjs'), [], { stdio: quiet });

/** Compiles the sparse kernels and puts TensorFlow's library in its place, where that is possible. WebAssembly serves everywhere else. */
export function installEngine() {
  const status = existsSync(commandLine)
    ? runNode(commandLine, ['engine', 'install'], { stdio: quiet, timeout: engineLimit })
    : 1;
  if (status !== 0) console.error("TensorFlow's library could not be installed: going on without it.");
  return status;
}

/** Runs steps until one fails; ends the process with that step's status. */
export function mustPass(...steps) {
  for (const step of steps) {
    const status = step();
    if (status !== 0) process.exit(status);
  }
}
