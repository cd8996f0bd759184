import { describeStrategy } from '@altsparse/testing';
import plugin from './index.ts';

for (const part of plugin.contributes.strategies ?? []) describeStrategy(part);
for (const part of plugin.contributes.strategies ?? [])
  describeStrategy(part, { options: { sparsity: 0.9, every: 4 } });
