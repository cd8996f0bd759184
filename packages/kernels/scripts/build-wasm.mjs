// Compiles the kernels to WebAssembly: dist/kernels.wasm, and beside it the fingerprint of what it was made from.
// Does nothing where that is up to date.
import { buildWasm } from './wasm.mjs';

await buildWasm((line) => console.log(line));
