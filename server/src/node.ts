import process from 'node:process';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '#lsp/serve.ts';
import { readAsset } from './nodeAssets.ts';
import { nodeHost } from './nodeHost.ts';

declare const __VERSION__: string;

const transports = /^--(?:node-ipc|stdio|socket|pipe)(?:=|$)/;
// Without another wish the two ends are standard input and output.
if (!process.argv.some((argument) => transports.test(argument))) process.argv.push('--stdio');

serve(createConnection(ProposedFeatures.all), { disk: nodeHost(), version: __VERSION__, readAsset });
