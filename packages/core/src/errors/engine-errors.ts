/** Codes of engines: code, cause, cure. */
export const engineErrors = {
  'engine-backend': [
    'Another backend of TensorFlow.js became current while a network was in use.',
    'Use one engine at a time in a process.',
  ],
  'engine-disposed': ['A network was used after it had been disposed.', 'Dispose it after the run.'],
  'engine-gradient': ['The engine gave a derivative of the wrong length.', 'This is a fault of altsparse: report it.'],
  'engine-install-checksum': [
    'The downloaded library is not the published one.',
    'Run `python3 -m pip cache purge` and try again.',
  ],
  'engine-install-compile': ['The binding to TensorFlow could not be compiled.', 'Check the compiler.'],
  'engine-install-disk-full': ['There is too little free disk space.', 'Make room, or set ALTSPARSE_CACHE.'],
  'engine-install-download': ['pip could not download TensorFlow.', 'Check the network and pip’s settings.'],
  'engine-install-no-compiler': ['There is no C++ compiler.', 'Install g++ or clang++, or use the default version.'],
  'engine-install-no-library': ['The downloaded package holds no library.', 'Use the default version of TensorFlow.'],
  'engine-install-no-pip': ['There is no pip.', 'Install pip for Python 3.'],
  'engine-install-no-python': ['There is no Python 3.', 'Install python3 with pip.'],
  'engine-install-unpack': ['The downloaded package could not be unpacked.', 'Check the free disk space.'],
  'engine-install-unsupported-platform': [
    'There is no native engine for this machine.',
    'Use the engine wasm, which works everywhere.',
  ],
  'engine-install-version': ['The version of TensorFlow is not exact.', 'Give three numbers: 2.15.1.'],
  'engine-link-failed': ['The link to the native library could not be made.', 'Check the rights of the folder.'],
  'engine-link-occupied': ['Another native library is in the place.', 'Remove it, or keep using it.'],
  'engine-machine': ['A machine of the sparse kernels was given to a second network.', 'Make one for each network.'],
  'engine-no-tfjs-node': [
    'The npm package @tensorflow/tfjs-node is not installed.',
    'Install it, then run `altsparse engine install`.',
  ],
  'engine-none': ['No engine could be started.', 'Run `altsparse doctor`.'],
  'engine-options': ['A network was made without a graph.', 'Give a graph or a plan.'],
  'engine-precision': [
    'Mixed precision was asked for where no engine has it.',
    'Use precision fp32, or the native sparse engine on a processor with AVX-512.',
  ],
  'engine-refuses': ['The engine cannot run an operation of this graph.', 'Use another engine or another model.'],
  'engine-switch': ['The sparsity at which engines change is no sparsity.', 'Give a number from 0 to 1.'],
  'engine-threads': ['The number of threads is wrong or already fixed.', 'Set it before the engine is first used.'],
  'engine-two-cores': ['Two copies of @tensorflow/tfjs-core are installed.', 'Run `npm ls @tensorflow/tfjs-core`.'],
  'engine-unknown-name': ['There is no engine of this name.', 'See `altsparse doctor`.'],
  'kernels-compile': [
    'The sparse kernels could not be compiled.',
    'Check the C compiler; until then WebAssembly is used.',
  ],
  'kernels-memory': [
    'There is too little memory for the sparse kernels.',
    'Take a smaller batch; in WebAssembly, which has 4 GiB, install the native kernels.',
  ],
  'kernels-no-addon': ['The native kernels are not compiled.', 'Run `altsparse engine install`.'],
  'kernels-no-compiler': ['There is no C compiler.', 'Install gcc or clang, then run `altsparse engine install`.'],
  'kernels-precision': [
    'Mixed precision was asked of kernels that lack it.',
    "Take precision 'fp32', or a processor with AVX-512.",
  ],
  'kernels-tape': ['The kernels got an instruction that they do not know.', 'This is a fault of altsparse: report it.'],
} as const;
