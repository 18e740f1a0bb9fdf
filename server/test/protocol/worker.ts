// The bundle that a browser runs in a Web Worker, in a worker of Node that looks like one.

import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as lsp from 'vscode-languageserver/node';

const bundle = path.resolve(import.meta.dirname, '../../../dist/server.js');

export function startWorker(): { readonly worker: Worker; readonly connection: lsp.ProtocolConnection } {
  // A worker of the web has `self`; one of Node has a port to its parent.
  const source = `
    const { parentPort } = require('node:worker_threads');
    globalThis.self = { postMessage: (message) => parentPort.postMessage(message), location: { href: 'https://example.test/server.js' }, set onmessage(take) { parentPort.on('message', (data) => take({ data })); }, addEventListener() {} };
    Object.assign(globalThis, { postMessage: self.postMessage, location: self.location, importScripts() {} });
    require(${JSON.stringify(bundle)});
  `;
  const worker = new Worker(source, { eval: true });
  const emitter = new lsp.Emitter<never>();
  const connection = lsp.createProtocolConnection(
    {
      onError: emitter.event,
      onClose: emitter.event,
      onPartialMessage: emitter.event,
      listen(take) {
        worker.on('message', take);
        return lsp.Disposable.create(() => {});
      },
      dispose() {},
    },
    {
      onError: emitter.event,
      onClose: emitter.event,
      write: async (message) => worker.postMessage(message),
      end() {},
      dispose() {},
    },
  );
  return { worker, connection };
}
