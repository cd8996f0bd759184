import { ownModelSuite } from './own-model.test.kit.ts';

ownModelSuite('wasm', true);
ownModelSuite('cpu', true);
