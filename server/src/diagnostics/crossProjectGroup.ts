import type { Binding, Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { quoted } from './words.ts';

/** The cloud refuses a peer group of another project. The built-in groups are of every project. */
export function crossProjectGroups(model: Model, { references, project }: Binding): Finding[] {
  return references.flatMap(({ name, role, fault, target }) => {
    const group =
      fault !== undefined || role !== 'peer' || target === undefined ? undefined : model.entities.get(target);
    if (group?.kind !== 'group' || group.builtin || group.project === project) return [];
    const message = t(
      'The group {0} is of project {1}, this one of project {2}: the cloud refuses the rule.',
      quoted(name.text),
      quoted(group.project),
      quoted(project),
    );
    return [finding('cross-project-group', name, message)];
  });
}
