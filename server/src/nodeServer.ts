import process from 'node:process';
import {
  createConnection,
  ErrorCodes,
  type Message,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { makingReady, serialize } from '#lsp/serialize.ts';
import { serve } from '#lsp/serve.ts';
import { readAsset } from './nodeAssets.ts';
import { cachedFile } from './nodeCache.ts';
import { nodeHost } from './nodeHost.ts';

declare const __VERSION__: string;

const transports = /^--(?:node-ipc|socket|pipe)(?:=|$)/;

/** Standard input and output, where no other transport is asked for. */
function connect() {
  if (process.argv.some((argument) => transports.test(argument))) return createConnection(ProposedFeatures.all);
  const encode = async (message: Message) => serialize(message);
  const writer = new StreamMessageWriter(process.stdout, { contentTypeEncoder: { name: 'application/json', encode } });
  process.stdin.on('close', () => process.exit(1));
  process.stdin.on('end', () => process.exit(1));
  const reader = new StreamMessageReader(process.stdin);
  reader.onError(({ message }) => {
    // What is no JSON has no id to be answered by: JSON-RPC says that it is null then.
    void writer.write({ jsonrpc: '2.0', id: null, error: { code: ErrorCodes.ParseError, message } } as Message);
    // After a header that it does not understand the reader waits for more bytes, though the next message may be there already: without
    // this, that message would be answered only when another one comes.
    setImmediate(() => process.stdin.emit('data', Buffer.alloc(0)));
  });
  return createConnection(ProposedFeatures.all, reader, writer);
}

serve(connect(), { disk: nodeHost(), version: __VERSION__, readAsset, cachedFile, makingReady });
