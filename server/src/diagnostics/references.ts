// The codes about what a name leads to: `unknown-name`, `wrong-kind`, `cross-region-group`, `cross-project-group`,
// `circular-addresses`.

import type { Binding, EntityKind, Model, Reference } from '#model/model.ts';
import { ALLOWED } from '#model/resolve.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { oneOf, t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { similarNames } from './similarNames.ts';
import { kindNoun, kindWords, quoted } from './words.ts';

/** Of so many different unknown names in one block it is said what is spelled alike. */
const MOST_SUGGESTED = 50;

export function referenceFindings(model: Model, binding: Binding): Finding[] {
  const findings: Finding[] = [];
  const unknown = new Set<string>();
  for (const reference of binding.references) {
    let found: Finding | undefined;
    if (reference.fault === 'unknown-name') {
      unknown.add(reference.name.text);
      const similar = unknown.size > MOST_SUGGESTED ? [] : similarTo(model, binding, reference);
      found = finding('unknown-name', reference.name, unknownName(model, binding, reference, similar));
    } else {
      found =
        reference.fault === undefined ? crossProject(model, binding, reference) : faulty(model, binding, reference);
    }
    if (found !== undefined) findings.push(found);
  }
  return findings;
}

function similarTo(model: Model, { region }: Binding, { name, role }: Reference): readonly string[] {
  return similarNames(model, region, role, name.text);
}

function faulty(model: Model, binding: Binding, reference: Reference): Finding | undefined {
  const { name, role, fault } = reference;
  const target = reference.target === undefined ? undefined : model.entities.get(reference.target);
  switch (fault) {
    case 'wrong-kind': {
      const wanted = ALLOWED[role].map(kindWords);
      const is = target === undefined ? t('something else') : kindWords(target.kind);
      if (name.text === 'self' && target === undefined) {
        return finding(
          'wrong-kind',
          name,
          t("'self' is the group in which a rule stands; an acl has no members. Name addresses instead."),
        );
      }
      return finding('wrong-kind', name, t('{0} is {1}; {2} has to stand here.', quoted(name.text), is, oneOf(wanted)));
    }
    case 'cross-region-group': {
      const message = t(
        "The group {0} is of region {1}; groups work in their own region only, this is {2}. Use its machines' addresses.",
        quoted(name.text),
        quoted(target?.region ?? ''),
        quoted(binding.region),
      );
      return finding('cross-region-group', name, message);
    }
    case 'circular':
      return finding(
        'circular-addresses',
        name,
        t('{0} contains this list again, so it has no end. It is left out here.', quoted(name.text)),
      );
    case 'too-deep':
      return finding(
        'circular-addresses',
        name,
        t('{0} names lists that name lists, too deep to follow. It is left out here.', quoted(name.text)),
      );
    default:
      return undefined;
  }
}

function unknownName(
  model: Model,
  binding: Binding,
  { name, role, target }: Reference,
  similar: readonly string[],
): string {
  const hint =
    similar.length === 0
      ? t(' Declare it or correct the name.')
      : t(' Did you mean {0}?', oneOf(similar.map((text) => quoted(text))));
  if (target === undefined && cloudIdKind(name.text) !== undefined)
    return t('Nothing has the id {0}.', quoted(name.text)) + hint;
  const wanted = oneOf(ALLOWED[role].map(kindNoun));
  const words = [wanted, quoted(name.text), quoted(binding.region)] as const;
  const elsewhere =
    target === undefined
      ? elsewhereOf(model, binding.region, name.text, ALLOWED[role])
      : model.entities.get(target)?.region;
  if (elsewhere !== undefined) {
    return t('There is no {0} {1} in region {2}; the one in {3} is not known here.', ...words, quoted(elsewhere));
  }
  return t('There is no {0} {1} in region {2}.', ...words) + hint;
}

function elsewhereOf(model: Model, region: string, text: string, allowed: readonly EntityKind[]): string | undefined {
  for (const other of model.regions.values()) {
    const entity = other.name === region ? undefined : other.names.get(text);
    if (entity !== undefined && !entity.builtin && allowed.includes(entity.kind)) return other.name;
  }
  return undefined;
}

/** The cloud refuses a peer group of another project. The built-in groups are of every project. */
function crossProject(model: Model, binding: Binding, { name, role, target }: Reference): Finding | undefined {
  if (role !== 'peer' || target === undefined) return undefined;
  const group = model.entities.get(target);
  if (group?.kind !== 'group' || group.builtin || group.project === binding.project) return undefined;
  const message = t(
    'The group {0} is of project {1}, this one of project {2}: the cloud refuses the rule.',
    quoted(name.text),
    quoted(group.project),
    quoted(binding.project),
  );
  return finding('cross-project-group', name, message);
}
