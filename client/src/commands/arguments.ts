import * as vscode from 'vscode';
import type { TreeNode } from '#protocol/tree.ts';
import { isObject } from './isObject.ts';

// Commands are called by menus, key bindings, code lenses and other people's scripts: what comes in is judged by its shape.

export function isTreeNode(value: unknown): value is TreeNode {
  return (
    isObject(value) && typeof value['id'] === 'string' && typeof value['kind'] === 'string' && 'hasChildren' in value
  );
}

/** The arguments of a command with each row of a tree replaced by its node. */
export function withoutRows(args: readonly unknown[]): readonly unknown[] {
  const nodeOf = (value: unknown): unknown => (isObject(value) && isTreeNode(value['node']) ? value['node'] : value);
  return args.map((value) => (Array.isArray(value) ? value.map(nodeOf) : nodeOf(value)));
}

/** The nodes of a tree's menu: the one that was clicked and, where it is part of a selection, all selected ones. */
export function treeNodes(args: readonly unknown[]): readonly TreeNode[] {
  const [clicked, selected] = args;
  if (Array.isArray(selected)) {
    const nodes = selected.filter(isTreeNode);
    if (nodes.length > 0) return nodes;
  }
  return isTreeNode(clicked) ? [clicked] : [];
}

/** The node that was clicked, for what is done to one: others may be selected too. */
export const clickedNode = ([clicked]: readonly unknown[]): TreeNode | undefined =>
  isTreeNode(clicked) ? clicked : undefined;

/** A file of the model that a node is of, or its folder. */
export const modelOf = (node: TreeNode | undefined): string | undefined => node?.model ?? node?.location?.uri;

export type Direction = 'inbound' | 'outbound';

/** The direction of a rule, or of the row of a list. */
export function directionOf({ id, kind, rule }: TreeNode): Direction | undefined {
  if (rule) return rule.direction;
  return kind === 'direction' ? (id.endsWith('outbound') ? 'outbound' : 'inbound') : undefined;
}

export interface Place {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

/** A place as a code lens of the server hands it over: `{ uri, position: { line, character } }`. */
export function placeIn(value: unknown): Place | undefined {
  if (!isObject(value) || typeof value['uri'] !== 'string' || !isObject(value['position'])) return undefined;
  const { line, character } = value['position'];
  if (typeof line !== 'number' || typeof character !== 'number') return undefined;
  return { uri: vscode.Uri.parse(value['uri']), position: new vscode.Position(line, character) };
}
