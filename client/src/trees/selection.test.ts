// Guards what commands take as selected: it is there while the view loads anew too, and gone when nothing is selected any more.
import { describe, expect, test } from 'vitest';
import type * as vscode from 'vscode';
import { keepSelection } from './selection.ts';

function fakeView() {
  let select: (event: vscode.TreeViewSelectionChangeEvent<string>) => void = () => {};
  const view = {
    selection: [] as readonly string[],
    onDidChangeSelection(listener: typeof select) {
      select = listener;
      return { dispose: () => {} };
    },
  };
  return {
    view,
    /** As VS Code does it: the view knows it first. */
    select(...nodes: readonly string[]) {
      view.selection = nodes;
      select({ selection: nodes });
    },
  };
}

describe('the selection of a view', () => {
  test('is what was selected last', () => {
    const { view, select } = fakeView();
    const selection = keepSelection(view);
    expect(selection.nodes()).toEqual([]);
    select('web', 'db');
    expect(selection.nodes()).toEqual(['web', 'db']);
    select();
    expect(selection.nodes()).toEqual([]);
  });

  test('lasts while the view loads anew and knows none of its nodes', () => {
    const { view, select } = fakeView();
    const selection = keepSelection(view);
    select('web');
    view.selection = [];
    expect(selection.nodes()).toEqual(['web']);
  });

  test('is what the view knows, where it was changed while no node was known', () => {
    const { view, select } = fakeView();
    const selection = keepSelection(view);
    select();
    view.selection = ['db'];
    expect(selection.nodes()).toEqual(['db']);
  });
});
