import { engineStatus } from '@altsparse/engine/node';
import { wholeRunSuite } from './whole-run.test.kit.ts';

// skipped where the native engine is not installed
const { link } = await engineStatus();
wholeRunSuite('tfjs-node', link.kind === 'ours' || link.kind === 'foreign');
