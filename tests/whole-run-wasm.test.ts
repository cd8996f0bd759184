import { wholeRunSuite } from './whole-run.test.kit.ts';

wholeRunSuite('wasm', true);
