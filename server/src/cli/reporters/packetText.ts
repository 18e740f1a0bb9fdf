import pc from 'picocolors';
import type { Step, Trace } from '#engine/packet/trace.ts';
import { changeRule } from '#engine/words.ts';
import { printAddress } from '#net/address.ts';
import type { Folder } from '#workspace/folder.ts';
import type { System } from '../system.ts';
import { shownRule } from './shownRule.ts';
import { visible } from './visible.ts';

const stages = {
  'source-groups': "sender's groups",
  'source-acl': "sender's ACL",
  'destination-acl': "receiver's ACL",
  'destination-groups': "receiver's groups",
} as const;

/** The packet and the verdict, then each stage of the way with the rule that decided there. */
export function packetText(system: System, folder: Folder, answer: Trace, { color }: { color: boolean }): string {
  const c = pc.createColors(color && system.colours);
  const mark = (action: 'allow' | 'deny') => (action === 'allow' ? c.green('allow') : c.red('deny '));
  const { packet } = answer;
  const port = packet.port === null ? '' : ` ${packet.port}`;
  const lines = [
    `${packet.protocol}${port} from ${printAddress(packet.source)} to ${printAddress(packet.destination)}: ${
      answer.verdict === 'allow' ? c.green('allowed') : c.red('denied')
    }`,
  ];
  if (answer.note === 'same-host') lines.push('  Both ends are one machine or address: no filter is in between.');
  const show = (title: string, steps: readonly Step[]) => {
    if (steps.length > 0) lines.push(title);
    for (const step of steps)
      lines.push(`  ${mark(step.action)}  ${stages[step.stage]}: ${reason(system, folder, step)}`);
  };
  show('request', answer.request);
  show('answer', answer.answer.steps);
  for (const change of answer.changes) {
    const owner = folder.model.entities.get(change.owner ?? '');
    if (owner === undefined) continue;
    lines.push(
      `What would allow it: '${changeRule(change)}' in ${visible(owner.name)}, ${change.direction}, at index ${change.before}.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function reason(system: System, folder: Folder, step: Step): string {
  const { model } = folder;
  switch (step.reason) {
    case 'no-acl':
      return `subnet ${visible(model.entities.get(step.subnet ?? '')?.name ?? '')} has no ACL`;
    case 'stateful':
      return 'groups are stateful: the answer passes';
    case 'default': {
      if (step.action === 'allow') return 'in no group: nothing filters it';
      const owners = step.owners.map((key) => visible(model.entities.get(key)?.name ?? key)).join(', ');
      return `no rule matches${owners === '' ? '' : ` in ${owners}`}`;
    }
    case 'rule':
      return step.decidedBy === undefined ? 'a rule' : shownRule(system, folder, step.decidedBy, step.direction);
  }
}
