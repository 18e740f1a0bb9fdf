import { interfaceNodes } from '#model/interfaces.ts';
import type * as ast from '#syntax/ast.ts';
import { properties, valuesOf } from '#syntax/properties.ts';
import { type Range, shift, touches } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';
import { cursorsAt } from './cursor.ts';

/** The ranges around an offset from the innermost outwards, each within the next: word, item, rule, list, declaration, file. */
export function selectionRanges(folder: Folder, uri: string, offset: number): readonly Range[] {
  const file = folder.files.get(uri);
  if (file === undefined) return [];
  const whole = { start: 0, end: file.text.length };
  const found: Range[] = [whole];
  for (const cursor of cursorsAt(folder, uri, offset)) {
    const node = cursor.block.declaration;
    if (node === undefined || !touches(node, cursor.offset)) continue;
    for (const range of rangesIn(node, cursor.offset)) found.push(shift(range, cursor.start));
    break;
  }
  return nested(found);
}

/** Everything of a declaration that an offset touches, in no order. */
function rangesIn(node: ast.Declaration, offset: number): Range[] {
  const found: Range[] = [];
  const add = (...ranges: readonly (Range | undefined)[]): void => {
    for (const range of ranges)
      if (range !== undefined && touches(range, offset)) found.push({ start: range.start, end: range.end });
  };
  add(node, node.keyword, node.name);
  if ('ids' in node) add(...node.ids, node.description);
  switch (node.kind) {
    case 'group':
    case 'acl':
      for (const list of node.lists) {
        if (!touches(list, offset)) continue;
        add(list, list.keyword);
        for (const rule of list.rules) {
          add(
            rule.whole,
            rule,
            rule.actionRange,
            rule.service,
            rule.word,
            rule.until,
            rule.description,
            ...rule.peers,
            around(rule.peers),
          );
          if (rule.service !== undefined && 'ports' in rule.service) add(...rule.service.ports);
        }
      }
      break;
    case 'addresses':
    case 'services':
      for (const item of node.items) add(item, item.value, item.description);
      break;
    case 'subnet':
    case 'cvm':
      for (const one of node.kind === 'cvm' ? interfaceNodes(node) : [node]) {
        add(one, one.name, ...one.ids);
        for (const property of properties[one.kind]) {
          const values = valuesOf(one, property);
          add(...values, around(values));
        }
      }
      break;
    case 'expect':
      add(node.service, ...node.from, ...node.to, around(node.from), around(node.to));
      break;
    default:
  }
  return found;
}

function around(nodes: readonly Range[]): Range | undefined {
  const [first] = nodes;
  const last = nodes.at(-1);
  return first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
}

/** From the smallest to the largest, each within the next; what would only overlap is left out. */
function nested(ranges: readonly Range[]): Range[] {
  const outwards = ranges.toSorted((a, b) => a.end - a.start - (b.end - b.start));
  const kept: Range[] = [];
  for (const range of outwards) {
    const inner = kept.at(-1);
    if (inner === undefined) kept.push(range);
    else if (range.start <= inner.start && inner.end <= range.end && range.end - range.start > inner.end - inner.start)
      kept.push(range);
  }
  return kept;
}
