import * as vscode from 'vscode';
import type { RuleText } from '#protocol/edits.ts';
import type { EntitySummary, TreeNode } from '#protocol/tree.ts';
import { actionIcon } from '../trees/icons.ts';
import { inTurn } from '../trees/inTurn.ts';
import { kindName, wordsOf } from '../trees/treeItem.ts';
import { clickedNode, type Direction, directionOf } from './arguments.ts';
import type { ApplyChange } from './change.ts';
import type { Command } from './command.ts';
import type { Model } from './models.ts';
import { ask, type Choice, first, pick, pickOrType } from './questions.ts';
import { chooseRules, chooseTarget, listsOf, type Places } from './targets.ts';

export function ruleCommands(places: Places, applyChange: ApplyChange): readonly Command[] {
  const { groups } = places;

  /** While a key is held down, each move begins after the one before. */
  const run = inTurn();

  async function moveBy(by: -1 | 1, args: readonly unknown[]): Promise<void> {
    const { rules, where } = await chooseRules(places, args);
    const [rule, ...also] = rules;
    if (!rule) return;
    const edit = await applyChange({ kind: 'moveRuleBy', rule, also, by }, where);
    // The selection follows the rule, so that the key can be pressed again. Several rules stay selected by themselves, for they keep their ids.
    if (!edit?.reveal || !where.keepFocus || also.length > 0) return;
    const { start } = edit.reveal.range;
    const place = new vscode.Position(start.line, start.character);
    await groups.revealPlace(vscode.Uri.parse(edit.reveal.uri), place, { focus: true });
  }

  return [
    { id: 'secgroup.addRule', execute: (...args) => addRule(places, applyChange, args) },
    {
      id: 'secgroup.removeRule',
      execute: async (...args) => {
        const { rules, where } = await chooseRules(places, args);
        await applyChange({ kind: 'removeRules', rules }, where);
      },
    },
    { id: 'secgroup.moveRuleUp', execute: (...args) => run(() => moveBy(-1, args)) },
    { id: 'secgroup.moveRuleDown', execute: (...args) => run(() => moveBy(1, args)) },
    {
      id: 'secgroup.duplicateRule',
      execute: async (...args) => {
        const { rules, where } = await chooseRules(places, args);
        const [rule, ...also] = rules;
        if (!rule) return;
        await applyChange({ kind: 'duplicateRule', rule, also }, where);
      },
    },
  ];
}

async function addRule(places: Places, applyChange: ApplyChange, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t('Add Rule');
  const node = clickedNode(args);
  const { model, entity, where } = await chooseTarget(places, args, {
    title,
    kind: node?.kind === 'acl' || node?.ofAcl ? 'acl' : 'group',
    placeholder: vscode.l10n.t('Group to add a rule to'),
  });
  const direction =
    (node && directionOf(node)) ??
    (await pick({ title, placeholder: vscode.l10n.t('Direction of the rule') }, directions()));
  const preset = await pick({ title, placeholder: vscode.l10n.t('Type of the rule') }, presets());
  const service = preset === 'custom' ? await askForService(title, model, entity.region) : preset;
  const action = await pick({ title, placeholder: vscode.l10n.t('What the rule does') }, actions());
  const placeholder = peerQuestion(direction, entity.kind === 'acl');
  const peers = await pickOrType({ title, placeholder }, peerChoices(model, entity));
  const before = await askForPlace(places, title, entity, direction, node);
  const description = await ask({ title, placeholder: vscode.l10n.t('Description, or Enter for none') });
  const rule: RuleText = {
    action,
    service,
    peers: peers.split(',').map((peer) => peer.trim()),
    ...(description ? { description } : {}),
  };
  await applyChange({ kind: 'addRule', owner: entity.key, direction, rule, before }, where);
}

const directions = (): readonly Choice<Direction>[] => [
  {
    label: 'inbound',
    description: vscode.l10n.t('what may come in'),
    iconPath: new vscode.ThemeIcon('sign-in'),
    value: 'inbound',
  },
  {
    label: 'outbound',
    description: vscode.l10n.t('what may go out'),
    iconPath: new vscode.ThemeIcon('sign-out'),
    value: 'outbound',
  },
];

const actions = (): readonly Choice<'allow' | 'deny'>[] => [
  { label: 'allow', iconPath: actionIcon('allow'), value: 'allow' },
  { label: 'deny', iconPath: actionIcon('deny'), value: 'deny' },
];

/** The types that the console offers, as services of the language. */
function presets(): readonly Choice<string>[] {
  return [
    { label: vscode.l10n.t('Custom'), description: vscode.l10n.t('protocol and ports'), value: 'custom' },
    { label: vscode.l10n.t('All traffic'), description: 'all', value: 'all' },
    { label: 'HTTP', description: 'tcp 80', value: 'http' },
    { label: 'HTTPS', description: 'tcp 443', value: 'https' },
    { label: 'SSH', description: 'tcp 22', value: 'ssh' },
    { label: 'RDP', description: 'tcp 3389', value: 'rdp' },
    { label: 'MySQL', description: 'tcp 3306', value: 'mysql' },
    { label: 'SQL Server', description: 'tcp 1433', value: 'sqlserver' },
    { label: 'PostgreSQL', description: 'tcp 5432', value: 'postgresql' },
    { label: 'Redis', description: 'tcp 6379', value: 'redis' },
    { label: 'MongoDB', description: 'tcp 27017', value: 'mongodb' },
    { label: 'Ping', description: 'icmp', value: 'ping' },
  ];
}

async function askForService(title: string, { entities }: Model, region: string): Promise<string> {
  const services = entities.filter((each) => each.kind === 'services' && each.region === region);
  const placeholder = vscode.l10n.t('Protocol and ports: tcp 8080, udp 5000-6000, icmp');
  const plain = ['tcp', 'udp', 'icmp', 'icmpv6', 'gre', 'all'];
  const service = await pickOrType({ title, placeholder }, [
    ...plain.map((name) => ({ label: name, value: name })),
    ...services.flatMap(({ name, detail, reference }) =>
      reference === undefined ? [] : [{ label: name, description: detail, value: reference }],
    ),
  ]);
  if (service !== 'tcp' && service !== 'udp') return service;
  const ports = await ask({
    title,
    placeholder: vscode.l10n.t('Ports of {0}: 80,443 or 8000-8999; Enter for all', service),
  });
  return ports === '' || ports === 'all' ? service : `${service} ${ports}`;
}

function peerQuestion(direction: Direction, ofAcl: boolean): string {
  if (ofAcl) {
    return direction === 'inbound'
      ? vscode.l10n.t('From whom: an address or a list')
      : vscode.l10n.t('To whom: an address or a list');
  }
  return direction === 'inbound'
    ? vscode.l10n.t('From whom: an address, a list or a group')
    : vscode.l10n.t('To whom: an address, a list or a group');
}

/** The peers of rules in the owner's region. The rules of an acl name addresses only, and it has no members for `self`. */
function peerChoices({ entities }: Model, { region, kind: owner }: EntitySummary): readonly Choice<string>[] {
  const kinds = owner === 'acl' ? ['addresses'] : ['group', 'addresses'];
  const named = entities.filter((each) => each.region === region && kinds.includes(each.kind) && !each.builtin);
  const self = { label: 'self', description: vscode.l10n.t('the CVMs of this group'), value: 'self' };
  return [
    { label: 'any', description: vscode.l10n.t('every IPv4 address'), value: 'any' },
    { label: 'any6', description: vscode.l10n.t('every IPv6 address'), value: 'any6' },
    ...(owner === 'acl' ? [] : [self]),
    ...named.flatMap(({ name, kind, detail, reference }) =>
      reference === undefined
        ? []
        : [{ label: name, description: `${kindName({ kind })} · ${detail}`, value: reference }],
    ),
  ];
}

/** The index of the policy that the rule is to stand before; undefined for the end of the list. */
async function askForPlace(
  { groups }: Places,
  title: string,
  owner: EntitySummary,
  direction: Direction,
  node: TreeNode | undefined,
): Promise<number | undefined> {
  const lists = await listsOf(groups, owner);
  const list = lists.find((each) => directionOf(each) === direction);
  const rules = list?.hasChildren ? await groups.childrenOf(list) : [];
  if (rules.length === 0) return undefined;
  const choices: readonly Choice<number | undefined>[] = [
    { label: vscode.l10n.t('Last'), description: vscode.l10n.t('tried after all others'), value: undefined },
    ...rules.flatMap((each, position) => {
      const { rule } = each;
      if (!rule) return [];
      const text = position === 0 ? vscode.l10n.t('First') : vscode.l10n.t('Before {0}', rule.index);
      return [{ label: text, description: wordsOf(each), value: rule.index }];
    }),
  ];
  const clicked = node?.rule?.index;
  const sorted = clicked === undefined ? choices : first(choices, (index) => index === clicked);
  return pick({ title, placeholder: vscode.l10n.t('Place in the order') }, sorted);
}
