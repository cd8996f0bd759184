export { unsuitablePrecision } from './faults.ts';
export { LINE_BYTES, LINE_NUMBERS, type Machine, type Numbers, type Precision } from './machine.ts';
export { wasmMachine } from './wasm-machine.ts';
