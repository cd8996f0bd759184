import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Machine } from '../machine.ts';
import { wasmMachine } from '../wasm-machine.ts';

const built = new URL('../../dist/kernels.wasm', import.meta.url);
// Only a checkout has it; a published package brings the module.
const builder = new URL('../../scripts/wasm.mjs', import.meta.url);
const compiler = new URL('../../native/kernels.c', import.meta.url);

/** Compiles the module in a checkout where that has not been done, or not from these sources. */
async function bring(): Promise<void> {
  if (!existsSync(builder) || !existsSync(compiler)) return;
  try {
    const { buildWasm } = (await import(builder.href)) as { buildWasm(): Promise<string> };
    await buildWasm();
  } catch (error) {
    if (!existsSync(built)) throw error;
  }
}

/** A machine in WebAssembly from this package's own module. */
export async function ownWasmMachine(): Promise<Machine> {
  await bring();
  return wasmMachine(await WebAssembly.compile(await readFile(built)));
}
