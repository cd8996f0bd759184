export {
  type InstallKernelsOptions,
  installKernels,
  type KernelsRemoval,
  type KernelsStatus,
  kernelsStatus,
  removeKernels,
} from './install-kernels.ts';
export { type NodeMachineOptions, nodeMachine } from './node-machine.ts';
