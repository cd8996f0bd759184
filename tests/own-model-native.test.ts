import { engineStatus } from '@altsparse/engine/node';
import { ownModelSuite } from './own-model.test.kit.ts';

// skipped where the native engine is not installed
const { link } = await engineStatus();
ownModelSuite('tfjs-node', link.kind === 'ours' || link.kind === 'foreign');
