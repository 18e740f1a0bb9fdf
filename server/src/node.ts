import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '#lsp/server.ts';

serve(createConnection(ProposedFeatures.all));
