import type * as vscode from 'vscode';

export interface Selection<Node> extends vscode.Disposable {
  nodes(): readonly Node[];
}

/** What is selected in a view. VS Code's own answer is empty while the view loads anew, as it does after each edit: it knows no node then. */
export function keepSelection<Node>(
  view: Pick<vscode.TreeView<Node>, 'selection' | 'onDidChangeSelection'>,
): Selection<Node> {
  let last: readonly Node[] = [];
  const subscription = view.onDidChangeSelection(({ selection }) => {
    last = selection;
  });
  return {
    nodes: () => (view.selection.length > 0 ? view.selection : last),
    dispose: () => subscription.dispose(),
  };
}
