import { AltsparseError } from '@altsparse/core';

/** The version that is installed unless another is asked for. */
export const defaultTensorflow = '2.15.1';

/** What one native engine is built from and for. */
export interface EngineKey {
  /** Version of TensorFlow: `2.15.1`. */
  readonly tensorflow: string;
  /** Version of `@tensorflow/tfjs-node`: `4.22.0`. */
  readonly tfjs: string;
  /** As `process.platform` says. */
  readonly platform: string;
  /** As `process.arch` says. */
  readonly arch: string;
  /** Built for NVIDIA GPUs. */
  readonly gpu: boolean;
}

/** Which wheel holds TensorFlow's C library for a machine. */
export interface WheelTarget {
  /** Name of the Python package. */
  readonly package: string;
  /** Platform tags the wheel may carry. */
  readonly tags: readonly string[];
  /** The two libraries inside its folder `tensorflow/`: the C API first, then what that one needs. */
  readonly libraries: readonly [string, string];
}

const linuxLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
const macLibraries = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'] as const;

const linuxTags = (machine: string): string[] =>
  ['manylinux2014', 'manylinux_2_17', 'manylinux_2_27', 'manylinux_2_28'].map((base) => `${base}_${machine}`);

/** `2.9` comes before `2.16`: compares major and minor number. */
const isBefore = (version: string, major: number, minor: number): boolean => {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a < major || (a === major && b < minor);
};

function linuxTarget(key: EngineKey): WheelTarget | undefined {
  if (key.arch === 'x64') {
    return {
      package: key.gpu ? 'tensorflow' : 'tensorflow-cpu',
      tags: linuxTags('x86_64'),
      libraries: linuxLibraries,
    };
  }
  if (key.arch !== 'arm64' || key.gpu) return undefined;
  const name = isBefore(key.tensorflow, 2, 16) ? 'tensorflow-cpu-aws' : 'tensorflow';
  return { package: name, tags: linuxTags('aarch64'), libraries: linuxLibraries };
}

function macTarget(key: EngineKey): WheelTarget | undefined {
  if (key.gpu) return undefined;
  if (key.arch === 'x64') return { package: 'tensorflow', tags: ['macosx_10_15_x86_64'], libraries: macLibraries };
  if (key.arch !== 'arm64') return undefined;
  const name = isBefore(key.tensorflow, 2, 16) ? 'tensorflow-macos' : 'tensorflow';
  return { package: name, tags: ['macosx_12_0_arm64'], libraries: macLibraries };
}

/**
 * Chooses the wheel for a machine. Tried: Linux on x64. By the packages' names alone: Linux on arm64, macOS.
 *
 * @throws AltsparseError `engine-install-unsupported-platform` where no wheel holds the library.
 */
export function wheelTarget(key: EngineKey): WheelTarget {
  const targets: Record<string, (key: EngineKey) => WheelTarget | undefined> = {
    linux: linuxTarget,
    darwin: macTarget,
  };
  const target = targets[key.platform]?.(key);
  if (target !== undefined) return target;
  const found = `${key.platform}-${key.arch}${key.gpu ? ' with a GPU' : ''}`;
  throw new AltsparseError(
    'engine-install-unsupported-platform',
    "TensorFlow's library does not exist for this machine.",
    {
      found,
      expected: 'linux-x64 (GPU, too), linux-arm64, darwin-x64 or darwin-arm64',
      hint: 'Leave the engine to `auto`: the sparse kernels compute all that they can run.',
    },
  );
}

/** Name of the engine's folder in the cache: `2.15.1-4.22.0-linux-x64`, with `-gpu` for a GPU build. */
export function folderName(key: EngineKey): string {
  return [key.tensorflow, key.tfjs, key.platform, key.arch, ...(key.gpu ? ['gpu'] : [])].join('-');
}
