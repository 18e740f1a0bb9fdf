// Makes a change that the trees and commands offer to a rule file, and gives the text that results.

import { changeModel, type ModelChange } from '#ide/change.ts';
import { applyEdits } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';

export const URI = 'file:///project/a.sg';
/** The key of the entity that has a name. */
export type KeyOf = (name: string) => string;

export function loadTexts(texts: Readonly<Record<string, string>>): Folder {
  return loadFiles({
    root: 'file:///project',
    texts: new Map(Object.entries(texts)),
    today: '2026-11-24',
    limits: commandLimits,
  });
}

export function keysOf({ model }: Folder): KeyOf {
  return (name) => {
    const found = [...model.entities.values()].find((entity) => entity.name === name && !entity.builtin);
    if (found === undefined) throw new Error(`no ${name}`);
    return found.key;
  };
}

export function changed(text: string, make: (keyOf: KeyOf) => ModelChange, uri = URI): string {
  const folder = loadTexts({ [uri]: text });
  const outcome = changeModel(folder, make(keysOf(folder)));
  if ('refused' in outcome) return `refused: ${outcome.refused}`;
  const result = applyEdits(text, outcome.edits.get(uri) ?? []);
  return outcome.notes.length === 0 ? result : `${result}notes: ${outcome.notes.join(' ')}\n`;
}

/** A file to change: two groups, a machine and an expectation. */
export const web = `region r1

# what the web lets in
group web "Front end" {
  id sg-0a1b2c3d
  inbound {
    allow tcp 80 from any   # web
    # ignore redundant-rule: kept on purpose
    allow tcp 81 from 10.0.0.0/8
    deny all from any
  }
}

group db {
  inbound { allow tcp 3306 from web, 10.0.0.9 }
}

cvm web-1 {
  private-ip 10.0.0.1
  groups web, db
}

expect allow tcp 3306 from web to db
`;
