#!/usr/bin/env node
import module from 'node:module';

// A cold process spends most of its time compiling, so what was compiled once is kept (Node 22 and later), and nothing but this
// file is loaded before that is switched on.
module.enableCompileCache?.();
const [{ main }, { nodeSystem }] = await Promise.all([import('#cli/main.ts'), import('#cli/nodeSystem.ts')]);
// Whoever reads the output may leave early (`| head`): that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
process.exitCode = await main(process.argv.slice(2), nodeSystem());
