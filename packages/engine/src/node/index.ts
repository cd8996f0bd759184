/**
 * The half of this package that needs Node: installs, chooses and examines the engine.
 *
 * @packageDocumentation
 */
export type { DoctorCheck } from './doctor/check.ts';
export { type DoctorOptions, type DoctorReport, doctor } from './doctor/doctor.ts';
export { doctorJson, formatDoctor } from './doctor/format.ts';
export {
  type Installation,
  type InstalledKernels,
  type InstallOptions,
  installEngine,
} from './install/install-engine.ts';
export type { LinkState } from './install/link.ts';
export type { InstallProgress, InstallStage, OnProgress } from './install/progress.ts';
export { type Removal, type RemoveOptions, removeEngine } from './install/remove.ts';
export { type CachedEngine, type EngineStatus, engineStatus, type StatusOptions } from './install/status.ts';
export { defaultTensorflow, type EngineKey } from './install/target.ts';
export { type EngineName, preferredEngine } from './resolve/engine-name.ts';
export { shimNodeUtil } from './resolve/node-shim.ts';
export { type ResolvedEngine, type ResolveOptions, resolveEngine } from './resolve/resolve-engine.ts';
export type { EngineTrial } from './resolve/trial.ts';
export { type SummaryWriter, summaryWriter } from './summary-writer.ts';
