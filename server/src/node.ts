import module from 'node:module';
import v8 from 'node:v8';

// A cold process spends most of its time compiling, so what was compiled once is kept (Node 22 and later), and next to nothing is
// loaded before that is switched on.
module.enableCompileCache?.();
// Each key press leaves a model behind, and reading a large file cold much that stays. V8 would take several times what is in use for
// the one and keep a large room for new objects for the other: on a busy machine 360 MB instead of 160 after a minute of typing in 10,000
// lines, for a sixth less work. Less than twice what is in use costs a third more work (`npm run bench -- keystroke`).
v8.setFlagsFromString('--heap-growing-percent=100');
v8.setFlagsFromString('--semi-space-growth-factor=1');
void import('./nodeServer.ts');
