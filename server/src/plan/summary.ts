// A plan in one line: what is created, changed, bound and deleted, and how many of its steps carry a risk.

import { commas, message, plural, t } from '#util/l10n.ts';
import type { Concern } from './operation.ts';
import type { Step } from './plan.ts';

/** `Plan: 2 groups to create, 3 lists to change, 1 machine to bind, nothing to delete. 1 step carries a risk.` */
export function summary(steps: readonly Pick<Step, 'concerns' | 'risk'>[]): string {
  if (steps.length === 0) return t('Plan: nothing to do.');
  const concerns = steps.flatMap((step) => step.concerns);
  const parts = WORDS.flatMap(([verb, noun, one, many]) => {
    const count = new Set(concerns.flatMap((each) => (each.verb === verb && each.noun === noun ? [each.key] : [])))
      .size;
    return count === 0 ? [] : [t(count === 1 ? one : many, count)];
  });
  if (!concerns.some(({ verb }) => verb === 'delete')) parts.push(t('nothing to delete'));
  const risks = steps.filter(({ risk }) => risk !== null).length;
  const risk =
    risks === 0 ? t('No step carries a risk.') : plural(risks, '{0} step carries a risk.', '{0} steps carry a risk.');
  return `${t('Plan: {0}.', commas(parts))} ${risk}`;
}

const WORDS: readonly (readonly [Concern['verb'], Concern['noun'], string, string])[] = [
  ['create', 'group', message('{0} group to create'), message('{0} groups to create')],
  ['create', 'acl', message('{0} ACL to create'), message('{0} ACLs to create')],
  ['create', 'list', message('{0} list to create'), message('{0} lists to create')],
  ['change', 'list', message('{0} list to change'), message('{0} lists to change')],
  ['bind', 'cvm', message('{0} machine to bind'), message('{0} machines to bind')],
  ['change', 'subnet', message('{0} subnet to give another ACL'), message('{0} subnets to give another ACL')],
  ['rename', 'group', message('{0} group to rename or describe'), message('{0} groups to rename or describe')],
  ['rename', 'acl', message('{0} ACL to rename'), message('{0} ACLs to rename')],
  ['rename', 'list', message('{0} list to rename'), message('{0} lists to rename')],
  ['delete', 'group', message('{0} group to delete'), message('{0} groups to delete')],
  ['delete', 'acl', message('{0} ACL to delete'), message('{0} ACLs to delete')],
  ['delete', 'list', message('{0} list to delete'), message('{0} lists to delete')],
];
