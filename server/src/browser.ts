import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve } from '#lsp/serve.ts';

declare const self: DedicatedWorkerGlobalScope;
declare const __VERSION__: string;

serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), { version: __VERSION__ });
