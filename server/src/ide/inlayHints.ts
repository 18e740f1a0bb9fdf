import type { Acl, Binding, Group } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { printServices } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { groupBy } from '#util/groupBy.ts';
import { plural, t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';

export type HintKind = 'policyIndex' | 'members' | 'ports';

/** A few characters that are shown between those of the file. */
export interface InlayHint {
  readonly kind: HintKind;
  readonly offset: number;
  readonly label: string;
  /** What it means, in one sentence. */
  readonly tooltip: string;
  /** Whether it stands before what it is about. */
  readonly before: boolean;
}

/** Of rule files only: the places of a snapshot are JSON's, where they would be in the way. A step is one declaration. */
export function* inlayHints(
  folder: Folder,
  uri: string,
  within: Range,
  kinds: ReadonlySet<HintKind>,
): Steps<readonly InlayHint[]> {
  const file = folder.files.get(uri);
  if (file?.language !== 'sg' || kinds.size === 0) return [];
  const hints: InlayHint[] = [];
  for (const { start, block } of file.tree.blocks) {
    if (start + block.length < within.start || start > within.end) continue;
    const binding = folder.model.bindings.get(block);
    const own: InlayHint[] = [];
    if (kinds.has('policyIndex') && (binding?.entity?.kind === 'group' || binding?.entity?.kind === 'acl')) {
      own.push(...indexHints(binding.entity));
    }
    for (const { name, target, role, fault } of binding?.references ?? []) {
      const entity = target === undefined || fault !== undefined ? undefined : folder.model.entities.get(target);
      if (entity?.kind === 'group' && role === 'peer' && kinds.has('members')) {
        own.push(memberHint(binding, name, folder.model.members.get(entity.key)?.length ?? 0));
      } else if (entity?.kind === 'services' && kinds.has('ports')) {
        own.push(portHint(name, printServices(entity.set), lineEnd(binding, name)));
      }
    }
    for (const hint of own.sort((a, b) => a.offset - b.offset)) {
      const offset = start + hint.offset;
      if (within.start <= offset && offset <= within.end) hints.push({ ...hint, offset });
    }
    yield;
  }
  return hints;
}

function indexHints(owner: Group | Acl): InlayHint[] {
  const hints: InlayHint[] = [];
  for (const direction of ['inbound', 'outbound'] as const) {
    const rules = [...groupBy(owner[direction].policies, (policy) => policy.rule)].map(([rule, policies]) => {
      const [first, last] = [policies[0]?.index ?? 0, policies.at(-1)];
      const end = last === undefined ? first : last.index + last.count - 1;
      return { rule, first, end, label: end === first ? `${first}` : `${first}–${end}` };
    });
    // All as wide as the widest, so that the rules stay in columns.
    const width = Math.max(0, ...rules.map(({ label }) => label.length));
    for (const { rule, first, end, label } of rules) {
      hints.push({
        kind: 'policyIndex',
        offset: rule.start,
        label: label.padStart(width, FIGURE_SPACE),
        tooltip:
          end === first
            ? t('Policy {0} of {1}, counted from 0 as the cloud does.', first, directionWord(direction))
            : t(
                'Policies {0} to {1} of {2}, counted from 0 as the cloud does: one for each peer and, of a built-in service, for each of its protocols.',
                first,
                end,
                directionWord(direction),
              ),
        before: true,
      });
    }
  }
  return hints;
}

/** As wide as a digit. */
const FIGURE_SPACE = '\u2007';

function memberHint(binding: Binding | undefined, name: ast.Name, count: number): InlayHint {
  const rule = rulesOf(binding).find(({ peers }) => peers.some((peer) => peer.kind === 'name' && peer.name === name));
  // The last day and description of rules stand in columns: there the hint stands behind them, and names the group.
  const isAmid = rule !== undefined && rule.whole.end > (rule.peers.at(-1)?.end ?? 0);
  const tooltip = plural(count, "One CVM is in '{1}' now.", "{0} CVMs are in '{1}' now.", name.text);
  return {
    kind: 'members',
    offset: isAmid ? rule.whole.end : name.end,
    label: isAmid ? `(${name.text}: ${count})` : `(${count})`,
    tooltip,
    before: false,
  };
}

/** Behind the last word of a rule or an expectation: amid them it would break the columns that the formatter makes. */
function lineEnd(binding: Binding | undefined, name: ast.Name): number {
  const { expectation } = binding ?? {};
  if (expectation !== undefined) return expectation.node.name?.end ?? expectation.node.to.at(-1)?.end ?? name.end;
  return (
    rulesOf(binding).find(({ service }) => service?.kind === 'name' && service.name === name)?.whole.end ?? name.end
  );
}

function rulesOf(binding: Binding | undefined): readonly ast.Rule[] {
  const entity = binding?.entity;
  return entity?.kind === 'group' || entity?.kind === 'acl' ? entity.node.lists.flatMap((list) => list.rules) : [];
}

function portHint(name: ast.Name, services: readonly string[], offset: number): InlayHint {
  const shown = services.join('; ') || t('nothing');
  const label = shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
  return {
    kind: 'ports',
    offset,
    label: `(${label})`,
    tooltip: t("'{0}' is {1}.", name.text, shown),
    before: false,
  };
}
