import { availableParallelism, freemem } from 'node:os';
import process from 'node:process';
import type { ResolvedEngine } from '../resolve/resolve-engine.ts';
import { type DoctorCheck, makeCheck } from './check.ts';

const gib = 2 ** 30;

function nodeCheck(): DoctorCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const supported = major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  const rule = '20.19, 22.12, or 24 and newer';
  return makeCheck('Node', supported ? 'good' : 'bad', process.versions.node, rule, 'Install one of these versions.');
}

function memoryCheck(): DoctorCheck {
  // Newer Nodes know the limit of a container, too.
  const free = (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem();
  const ok = free >= 2 * gib ? 'good' : free >= 0.7 * gib ? 'warn' : 'bad';
  const rule = 'memory this process can still take; good from 2 GiB, bad below 0.7 GiB';
  return makeCheck(
    'free memory',
    ok,
    `${(free / gib).toFixed(1)} GiB`,
    rule,
    'End other programs, or take a smaller batch.',
  );
}

function engineCheck(engine: ResolvedEngine): DoctorCheck {
  const fast = engine.name.startsWith('tfjs-node') || engine.name === 'webgpu';
  const ok = fast ? 'good' : engine.name === 'wasm' ? 'warn' : 'bad';
  const reasons = engine.tried.filter((trial) => !trial.ok).map((trial) => `${trial.name}: ${trial.reason}`);
  const hint = engine.tried.find((trial) => trial.hint !== '')?.hint ?? 'Choose another one with ALTSPARSE_ENGINE.';
  const value = reasons.length === 0 ? engine.name : `${engine.name} (not ${reasons.join('; not ')})`;
  return makeCheck('engine', ok, value, 'the fastest that works; good if native, bad if plain JavaScript', hint);
}

function threadsCheck(engine: ResolvedEngine): DoctorCheck {
  const processors = availableParallelism();
  const native = engine.name === 'tfjs-node';
  const ok = native && engine.threads < processors ? 'warn' : 'good';
  const rule = `threads of the engine; ${processors} processors may be used, portable engines use one`;
  return makeCheck('threads', ok, String(engine.threads), rule, 'Set TF_NUM_INTRAOP_THREADS, or leave it unset.');
}

function versionCheck(engine: ResolvedEngine): DoctorCheck {
  const value = engine.tensorflow ?? `none (TensorFlow.js ${engine.tfjs} alone)`;
  return makeCheck('TensorFlow', 'good', value, 'version that the C library reports of itself');
}

/** Looks at Node, the engine that was taken, its versions and threads, and memory. */
export function machineChecks(engine: ResolvedEngine): DoctorCheck[] {
  return [nodeCheck(), engineCheck(engine), versionCheck(engine), threadsCheck(engine), memoryCheck()];
}
