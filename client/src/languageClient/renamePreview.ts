import type { StaticFeature } from 'vscode-languageclient';

/**
 * VS Code has a preview of its own for a rename (Shift+Enter), so the server is told not to ask again: edits to be confirmed come up
 * unticked, and half a rename would leave names that mean nothing.
 */
export const ownRenamePreview: StaticFeature = {
  fillClientCapabilities({ textDocument }) {
    if (textDocument?.rename) textDocument.rename.honorsChangeAnnotations = false;
  },
  initialize: () => {},
  getState: () => ({ kind: 'static' }),
  clear: () => {},
};
