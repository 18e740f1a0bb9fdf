// What a snapshot lacks because the cloud refused a question when it was taken: `"Missing": [{"Action", "Code"}]` in a region. Nothing is
// known of things of that kind there, so the plan creates and changes none of them.

import type { EntityKind, Model } from '#model/model.ts';

const KINDS: ReadonlyMap<string, readonly EntityKind[]> = new Map([
  ['DescribeSecurityGroups', ['group']],
  ['DescribeSecurityGroupPolicies', ['group']],
  ['DescribeNetworkAcls', ['acl']],
  ['DescribeNetworkAclQuintupleEntries', ['acl']],
  ['DescribeSubnets', ['subnet']],
  ['DescribeInstances', ['cvm']],
  ['DescribeNetworkInterfaces', ['cvm']],
  ['DescribeAddressTemplates', ['addresses']],
  ['DescribeAddressTemplateGroups', ['addresses']],
  ['DescribeServiceTemplates', ['services']],
  ['DescribeServiceTemplateGroups', ['services']],
]);

/** By `region kind`, the action that was refused. */
export function missingKinds({ files }: Model): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { tree } of files) {
    for (const { block } of tree.blocks) {
      const node = block.declaration;
      if (node?.kind !== 'region' || node.name === undefined) continue;
      const field = node.fields?.find(({ path }) => path.length === 1 && path[0] === 'Missing');
      for (const action of field === undefined ? [] : actionsIn(field.text))
        for (const kind of KINDS.get(action) ?? []) found.set(`${node.name.text} ${kind}`, action);
    }
  }
  return found;
}

function actionsIn(text: string): string[] {
  const read: unknown = JSON.parse(text);
  return Array.isArray(read) ? read.flatMap((each) => (typeof each?.Action === 'string' ? [each.Action] : [])) : [];
}
