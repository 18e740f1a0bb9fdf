import type { Acl, Cvm, Group } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import { printAddress } from '#net/address.ts';
import type * as ast from '#syntax/ast.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { policyText, title } from './describe.ts';
import { code, counted, plain, row } from './markdown.ts';

/** The policies of a rule with their places, what each still decides after those above it, and the machines that it is about. */
export function describeRule(snapshot: Snapshot, owner: Group | Acl, direction: ast.Direction, rule: ast.Rule): string {
  const { policies } = owner[direction];
  const own = policies.filter((policy) => policy.rule === rule);
  const head = `**${direction === 'inbound' ? 'Inbound' : 'Outbound'} rule** of ${owner.kind === 'acl' ? 'ACL' : 'group'} ${code(title(owner))}`;
  const lines = own.map((policy) => `- ${policy.index}: ${code(policyText(policy, direction))}`);
  const until = rule.until === undefined ? '' : `Until ${plain(rule.until.text)} (UTC), after which people have to take it out.`;
  return [head, lines.join('\n'), until, machines(snapshot, owner)].filter((part) => part !== '').join('\n\n');
}

function machines({ model }: Snapshot, owner: Group | Acl): string {
  const about =
    owner.kind === 'group'
      ? (model.members.get(owner.key) ?? [])
      : model.cvms.filter((cvm) => model.subnets.some((subnet) => subnet.key === cvm.subnet && subnet.acl === owner.key));
  if (about.length === 0) return owner.kind === 'group' ? 'No CVM is in the group.' : 'No CVM is behind the ACL.';
  return `About ${counted(about.length, 'CVM')}: ${row(about.map(shown))}`;
}

function shown(cvm: Cvm): string {
  const [address] = cvm.privateAddresses;
  return `${code(title(cvm))}${address === undefined ? '' : ` (${printAddress(address)})`}`;
}
