// Compiles the kernels to WebAssembly: dist/kernels.wasm. Does nothing where that is up to date.
import { buildWasm } from './wasm.mjs';

await buildWasm((line) => console.log(line));
