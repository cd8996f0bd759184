import { type ResolvedEngine, type ResolveOptions, resolveEngine } from '../resolve/resolve-engine.ts';
import { cacheChecks } from './cache.ts';
import type { DoctorCheck } from './check.ts';
import { kernelChecks } from './kernels.ts';
import { machineChecks } from './machine.ts';
import { speedChecks } from './speed.ts';

/** Settings of {@link doctor}: those of {@link resolveEngine}, and the cache. */
export interface DoctorOptions extends ResolveOptions {
  /** Cache folder; default as in {@link installEngine}. */
  readonly cache?: string | undefined;
}

/** What the doctor found. */
export interface DoctorReport {
  /** The engine that was examined. */
  readonly engine: ResolvedEngine;
  /** Every check, in the order in which it is shown. */
  readonly checks: readonly DoctorCheck[];
}

/**
 * Examines this machine's engine: versions, threads, speed of a convolution and its gradients, gradient kernels,
 * memory, and the checksums of the cache. Takes one to three seconds, more on a slow engine.
 *
 * @throws AltsparseError as {@link resolveEngine} does.
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const engine = await resolveEngine(options);
  const machine = machineChecks(engine);
  const kernels = kernelChecks(engine);
  const speed = await speedChecks(engine);
  return { engine, checks: [...machine, ...speed, ...kernels, ...(await cacheChecks(options.cache))] };
}
