import * as vscode from 'vscode';

/** What a drag carries between the views: nodes as text, because views do not hand objects to each other. */
export const dragMime = 'application/vnd.secgroup.nodes';

/**
 * A view that is there before its content is loaded, and shows that it is loading until it is filled. VS Code writes "no data provider"
 * into a view that no extension has made yet.
 */
export interface ViewSlot<Node> {
  readonly view: vscode.TreeView<Node>;
  fill(content: ViewContent<Node>): void;
}

export interface ViewContent<Node> {
  readonly provider: vscode.TreeDataProvider<Node>;
  readonly dragAndDrop?: vscode.TreeDragAndDropController<Node>;
}

/** `whenSeen`: called when VS Code asks for rows, which it does once the view can be seen. */
export function createSlot<Node>(id: string, whenSeen: () => void): ViewSlot<Node> {
  const changed = new vscode.EventEmitter<Node | Node[] | undefined>();
  let content: ViewContent<Node> | undefined;
  let fill = (_content: ViewContent<Node>): void => undefined;
  const filled = new Promise<ViewContent<Node>>((resolve) => {
    fill = resolve;
  });
  const provider = (): vscode.TreeDataProvider<Node> => {
    if (!content) throw new Error(`${id}: there is no node before the view is filled.`);
    return content.provider;
  };
  const view = vscode.window.createTreeView<Node>(id, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => provider().getTreeItem(node),
      getParent: (node) => provider().getParent?.(node),
      resolveTreeItem: (item, node, token) => provider().resolveTreeItem?.(item, node, token) ?? item,
      async getChildren(node) {
        whenSeen();
        return (await filled).provider.getChildren(node);
      },
    },
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: {
      dragMimeTypes: [dragMime, 'text/plain'],
      dropMimeTypes: [dragMime],
      handleDrag: (nodes, data, token) => content?.dragAndDrop?.handleDrag?.(nodes, data, token),
      handleDrop: (target, data, token) => content?.dragAndDrop?.handleDrop?.(target, data, token),
    },
  });
  return {
    view,
    fill(given) {
      content = given;
      given.provider.onDidChangeTreeData?.((node) => changed.fire(node ?? undefined));
      fill(given);
    },
  };
}
