import type * as vscode from 'vscode';

/** Reveals a node of a view that may not know it yet, because it has just been shown or changed: VS Code is asked again for a second. */
export async function revealWithPatience<Node>(
  view: vscode.TreeView<Node>,
  node: Node,
  options: { readonly select: boolean; readonly focus: boolean; readonly expand: boolean },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await view.reveal(node, options);
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, 200));
    }
  }
}
