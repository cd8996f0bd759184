import { type GraphPlan, type Network, switchingNetwork } from '@altsparse/core';
import { tfjsNetwork } from '@altsparse/engine';
import type { ResolvedEngine } from '@altsparse/engine/node';
import { sparseNetwork } from '@altsparse/engine-sparse';
import { nodeMachine } from '@altsparse/kernels/node';
import { resumeGrid } from './resume-grid.test.kit.ts';

/** Sub-nets go from dense to 80 and 90 %: the first steps are TensorFlow's, the last ones of the sparse kernels. */
async function open(plan: GraphPlan, { tf }: ResolvedEngine): Promise<Network> {
  const machine = await nodeMachine({ prefer: 'wasm' });
  return switchingNetwork({
    dense: tfjsNetwork({ plan, tf }),
    sparse: sparseNetwork({ plan, machine }),
    switchAt: 0.6,
  });
}

resumeGrid('wasm', true, { title: 'two engines', open, oneIn: 4 });
