import type { Conv2d } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { groupedConvolution, groupedKernels } from './grouped-convolution.ts';
import type { BackwardCall, Differentiated, ForwardCall, OperationKernel } from './operation-kernel.ts';

function output(call: ForwardCall<Conv2d>): Tensor {
  const { operation, primitives } = call;
  const [kernel, bias] = call.parameters;
  const input = call.inputs[0]!;
  const finish = { relu: call.relu, ...(bias === undefined ? {} : { bias }) };
  if (operation.groups === 1) return primitives.convolve(input, kernel!, operation, finish);
  const plain = groupedConvolution(operation, kernel!.shape).forward(primitives, input, kernel!);
  const biased = bias === undefined ? plain : primitives.addBias(plain, bias);
  return call.relu ? primitives.activate('relu', biased) : biased;
}

function kernelGradient({ operation, primitives, gradient, kept, parameters }: BackwardCall<Conv2d>): Tensor {
  const { shape } = parameters[0]!;
  if (operation.groups === 1) return primitives.convolveKernelGradient(kept[0]!, gradient, operation, shape);
  return groupedConvolution(operation, shape).kernelGradient(primitives, kept[0]!, gradient);
}

function inputGradient({ operation, primitives, gradient, shapes, parameters }: BackwardCall<Conv2d>): Tensor {
  const kernel = parameters[0]!;
  if (operation.groups === 1) return primitives.convolveInputGradient(gradient, kernel, operation, shapes[0]!);
  return groupedConvolution(operation, kernel.shape).inputGradient(primitives, gradient, kernel, shapes[0]!);
}

function backward(call: BackwardCall<Conv2d>): Differentiated {
  const own = [kernelGradient(call)];
  if (call.parameters[1] !== undefined) own.push(call.primitives.sumToChannels(call.gradient));
  return { inputs: [call.wanted[0] ? inputGradient(call) : undefined], parameters: own };
}

/** Convolution: dense, grouped or depthwise; keeps its input. A ReLU is merged into it in evaluation only. */
export const conv2dKernel: OperationKernel<Conv2d> = {
  needs: ({ groups }) => (groups === 1 ? ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'] : groupedKernels),
  forward: (call) => ({ output: output(call), kept: call.inputs }),
  backward,
};
