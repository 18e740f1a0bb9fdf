import type * as vscode from 'vscode';

export interface Selection<Node> extends vscode.Disposable {
  nodes(): readonly Node[];
}

/** What is selected in a view. `view.selection` is empty while the view loads its rows again, as after each edit: then the last one counts. */
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
