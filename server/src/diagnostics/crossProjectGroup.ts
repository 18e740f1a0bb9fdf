import type { Binding, Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import type { Fix, FixContext } from './fix.ts';
import { machinesInstead } from './machinesInstead.ts';
import { withoutReference } from './referenceFixes.ts';
import { quoted } from './words.ts';

/** The cloud refuses a peer group of another project. The built-in groups are of every project. */
export function crossProjectGroups(model: Model, { references, project }: Binding): Finding[] {
  return references.flatMap(({ name, role, fault, target }) => {
    const group =
      fault !== undefined || role !== 'peer' || target === undefined ? undefined : model.entities.get(target);
    if (group?.kind !== 'group' || group.builtin || group.project === project) return [];
    const message = t(
      "The group {0} is of project {1}, this one of project {2}: the cloud refuses the rule. Use its machines' addresses.",
      quoted(name.text),
      quoted(group.project),
      quoted(project),
    );
    return [finding('cross-project-group', name, message)];
  });
}

/** The cloud refuses such a rule, but in this model it matches: without it packets may be decided otherwise. */
export function fixProject(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const removals = withoutReference(context, diagnostic).map((each) => ({ ...each, changesPackets: true }));
  return [...machinesInstead(context, diagnostic), ...removals];
}
