import { beginsLine, indentation, lineBreak, lineStart } from '#text/lines.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { finding } from './finding.ts';
import { type Fix, type FixContext, fix } from './fix.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

export function cvmsWithoutGroup({ model }: Region, into: Findings): void {
  for (const cvm of model.cvms) {
    // If a part of the block could not be read, that part may have been the groups.
    for (const { node, source, filtered } of cvm.interfaces) {
      if (filtered || source.block.problems.length > 0) continue;
      const message =
        node.kind === 'cvm'
          ? t("The CVM {0} is in no group, so nothing filters what reaches it. Give it 'groups'.", quoted(cvm.name))
          : t(
              "An interface of the CVM {0} is in no group, so nothing filters what reaches it. Give it 'groups'.",
              quoted(cvm.name),
            );
      into.add(source.block, finding('cvm-without-group', node.name ?? node.keyword, message));
    }
  }
}

/** At most so many groups are offered for a machine without any. */
const MOST_GROUPS = 5;

export function intoGroups({ model, text, language, placed }: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const cvm = model.bindings.get(placed.block)?.entity;
  if (language === 'json' || cvm?.kind !== 'cvm') return [];
  const ungrouped = cvm.node.interfaces.find(({ start, end }) => start <= diagnostic.start && diagnostic.end <= end);
  const brace = placed.start + (ungrouped ?? cvm.node).end - 1;
  if (text[brace] !== '}') return [];
  // Of two groups with one name a reference means the first.
  const names = model.regions.get(cvm.region)?.names;
  const near = model.groups.filter(
    ({ key, project, name }) => project === cvm.project && names?.get(name)?.key === key,
  );
  const offered = near.toSorted((a, b) => Number(a.builtin) - Number(b.builtin)).slice(0, MOST_GROUPS);
  return offered.map(({ name }) => {
    const newText = beginsLine(text, brace)
      ? `${indentation(text, brace)}  groups ${name}${lineBreak(text)}`
      : `${text[brace - 1] === ' ' ? '' : ' '}groups ${name} `;
    const at = beginsLine(text, brace) ? lineStart(text, brace) : brace;
    return fix(t("Put it into '{0}'", name), [{ start: at, end: at, newText }], {
      preferred: false,
      changesPackets: true,
    });
  });
}
