export {
  type InstallKernelsOptions,
  installKernels,
  type KernelsStatus,
  kernelsStatus,
  removeKernels,
} from './install-kernels.ts';
export { type NodeMachineOptions, nodeMachine } from './node-machine.ts';
