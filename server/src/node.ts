import module from 'node:module';
import { keepSmall } from './nodeHeap.ts';

// A cold process spends most of its time compiling, so what was compiled once is kept (Node 22 and later), and next to nothing is
// loaded before that is switched on.
module.enableCompileCache?.();
keepSmall();
void import('./nodeServer.ts');
