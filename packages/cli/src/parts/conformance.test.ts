import { alternating } from '@altsparse/core';
import { describeScheduler, describeStrategy } from '@altsparse/testing';
import { builtInPlugin } from './built-in.ts';

const { strategies = [], schedulers = [] } = builtInPlugin.contributes;

for (const part of strategies) describeStrategy(part);
for (const part of schedulers) describeScheduler(part);
describeScheduler(() => alternating({ hold: 4 }));
