import module from 'node:module';

// A cold process spends most of its time compiling, so what was compiled once is kept (Node 22 and later), and nothing but this
// file is loaded before that is switched on.
module.enableCompileCache?.();
await import('./nodeServer.ts');
