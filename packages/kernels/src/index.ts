export { unsuitablePrecision } from './faults.ts';
export { LINE_BYTES, LINE_NUMBERS, type Machine, type Numbers, type Precision } from './machine.ts';
export { type WasmMachineOptions, wasmMachine } from './wasm-machine.ts';
export type { StartWorker, WasmWorkerData } from './wasm-team.ts';
