import { engineStatus } from '@altsparse/engine/node';
import { ownModelSuite } from './own-model.test.kit.ts';

// skipped where TensorFlow's library is not installed
const { link } = await engineStatus();
ownModelSuite('tfjs-node', link.kind === 'ours' || link.kind === 'foreign');
