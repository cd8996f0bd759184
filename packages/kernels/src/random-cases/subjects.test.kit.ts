import process from 'node:process';
import type { Machine } from '../machine.ts';
import { findCompiler } from '../node/compile.ts';
import { nodeMachine } from '../node/node-machine.ts';
import type { Trial } from './compare.test.kit.ts';

/** Machines to be tested, and how closely. */
export interface Subject {
  readonly name: string;
  /** Is there what it needs here? */
  readonly here: boolean;
  /** Bounds for convolutions, and for everything else. */
  readonly bounds: { readonly convolutions: number; readonly others: number };
  open(): Promise<Omit<Trial, 'bound'>>;
}

/** Milliseconds that compiling the kernels may take. */
export const compiling = 240_000;

const tight = { convolutions: 1e-5, others: 1e-5 };
// bf16 in slabs, fp16 in tensors.
const loose = { convolutions: 2 ** -7 + 2 ** -10, others: 2 ** -10 };

/** The native kernels with one, two and three threads, compiled with flags of one's own. */
export async function nativeMachines(flags = ''): Promise<Machine[]> {
  const before = process.env.ALTSPARSE_KERNELS_FLAGS;
  process.env.ALTSPARSE_KERNELS_FLAGS = flags;
  try {
    const machines: Machine[] = [];
    // One after the other: the first may have to be compiled.
    for (const threads of [1, 2, 3]) machines.push(await nodeMachine({ prefer: 'native', threads }));
    return machines;
  } finally {
    if (before === undefined) delete process.env.ALTSPARSE_KERNELS_FLAGS;
    else process.env.ALTSPARSE_KERNELS_FLAGS = before;
  }
}

/** The WebAssembly kernels with one, two and three threads. */
async function wasmMachines(): Promise<Machine[]> {
  return Promise.all([1, 2, 3].map((threads) => nodeMachine({ prefer: 'wasm', threads })));
}

/** All that can be tested here; what cannot says why in its name. */
export async function subjects(): Promise<readonly Subject[]> {
  const compiler = (await findCompiler()) !== undefined;
  const [mixed] = compiler ? (await nativeMachines()).map((machine) => machine.mixed) : [];
  const x64 = compiler && process.arch === 'x64';
  const why = (here: boolean | undefined, reason: string): string => (here ? '' : ` (left out: ${reason})`);
  return [
    {
      name: 'WebAssembly, 1 to 3 threads',
      here: true,
      bounds: tight,
      open: async () => ({ machines: await wasmMachines() }),
    },
    {
      name: `native kernels, 1 to 3 threads${why(compiler, 'no C compiler')}`,
      here: compiler,
      bounds: tight,
      open: async () => ({ machines: await nativeMachines() }),
    },
    {
      name: `native kernels without AVX-512${why(x64, 'no C compiler for x86')}`,
      here: x64,
      bounds: tight,
      open: async () => ({ machines: await nativeMachines('-mno-avx512f') }),
    },
    {
      name: `native kernels, mixed precision${why(mixed, 'no C compiler or no AVX-512')}`,
      here: mixed === true,
      bounds: loose,
      open: async () => ({ machines: await nativeMachines(), precision: 'mixed' }),
    },
  ];
}
