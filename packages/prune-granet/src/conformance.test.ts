import { describeStrategy } from '@altsparse/testing';
import { ast } from './ast.ts';
import { granet } from './granet.ts';
import { plugin } from './plugin.ts';

const [granetPart, astPart] = plugin.contributes.strategies ?? [];
if (granetPart === undefined || astPart === undefined) throw new Error('A strategy is missing.');

// as a config has them, with defaults; then what the defaults leave out
describeStrategy(granetPart);
describeStrategy(astPart);
describeStrategy(granetPart, {
  options: { initialSparsity: 0.6, every: 3, until: 15, scope: 'uniform', grow: 'random' },
});
describeStrategy(astPart, { options: { initialSparsity: 0.5, every: 3, until: 15, elsewhere: 'coast', rank: 'all' } });
describeStrategy(() => granet({ every: 2, until: 12, floor: 0.1, ramp: 'linear' }), { targets: [0.3, 0.98] });
describeStrategy(
  () => ast({ every: 6, offset: 2, until: 18, nowhere: 'keep', grown: { value: 'keep', slot: 'keep' } }),
  {
    steps: 48,
  },
);

describeStrategy(() => ast({ every: 3, offset: 1, until: 15, relation: 'cs' }));
