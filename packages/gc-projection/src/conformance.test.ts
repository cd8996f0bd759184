import { describeSurgery } from '@altsparse/testing';
import { plugin } from './plugin.ts';
import { projection } from './projection.ts';

for (const part of plugin.contributes.surgery ?? []) describeSurgery(part);
for (const support of ['union', 'remask'] as const)
  describeSurgery(() => projection({ support, scope: 'whole', against: 'allEarlier', remember: 'corrected' }));
