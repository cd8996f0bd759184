import { describe, it } from 'vitest';
import { resolveEngine } from '../node/index.ts';
import { conformance } from './suite.test.support.ts';

const engine = await resolveEngine({ prefer: 'tfjs-node' });

if (engine.kernels === null)
  describe('native with fused kernels', () => {
    it.skip('has no compiled kernels here: nothing was checked', () => {});
  });
else conformance('native with fused kernels', async () => engine.tf);
