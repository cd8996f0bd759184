import { engineStatus } from '@altsparse/engine/node';
import { wholeRunSuite } from './whole-run.test.kit.ts';

// skipped where TensorFlow's library is not installed
const { link } = await engineStatus();
wholeRunSuite('tfjs-node', link.kind === 'ours' || link.kind === 'foreign');
