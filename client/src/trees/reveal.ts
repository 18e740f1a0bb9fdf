import type * as vscode from 'vscode';

/** A view that has just been shown does not know its nodes yet, and refuses: it is asked again for a second. */
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
