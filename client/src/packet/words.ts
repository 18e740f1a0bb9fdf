import * as vscode from 'vscode';
import type { PacketAnswer, RulePlace, Step } from '#protocol/packets.ts';

export function verdictText(verdict: 'allow' | 'deny'): string {
  return verdict === 'allow' ? vscode.l10n.t('allowed') : vscode.l10n.t('denied');
}

/** Where on its way a packet is judged: `groups of web-1, outbound`. */
export function stageText({ stage, cvm, subnet, direction }: Step): string {
  const isAcl = stage === 'source-acl' || stage === 'destination-acl';
  if (direction === 'inbound') {
    return isAcl
      ? vscode.l10n.t('ACL of {0}, inbound', subnet ?? '–')
      : vscode.l10n.t('groups of {0}, inbound', cvm ?? '–');
  }
  return isAcl
    ? vscode.l10n.t('ACL of {0}, outbound', subnet ?? '–')
    : vscode.l10n.t('groups of {0}, outbound', cvm ?? '–');
}

/** The reason as short as a row wants it. The stage, with the name of the subnet or machine, stands behind it, and all of it in the tooltip. */
export function reasonInShort({ rule, reason, action, groups, subnet }: Step): string {
  if (rule) return ruleName(rule);
  if (reason === 'stateful') return vscode.l10n.t('an answer');
  if (reason === 'no-acl') return vscode.l10n.t('{0} has no ACL', subnet ?? '–');
  if (action === 'allow') return vscode.l10n.t('in no group');
  return groups.length > 0 ? vscode.l10n.t('no rule of {0}', groups.join(', ')) : vscode.l10n.t('no rule matches');
}

/** `tcp 22 203.0.113.7 → db-1`: the line of a packet as a row holds it. */
export const withArrow = (line: string): string => line.replace(/ from (.*) to (.*)$/, ' $1 → $2');

export function reasonText(step: Step): string {
  return step.rule ? `${step.rule.text} — ${ruleName(step.rule)}` : reasonWithoutRule(step);
}

export function reasonWithoutRule({ reason, action, groups, subnet }: Step): string {
  if (reason === 'stateful') return vscode.l10n.t('an answer to an allowed packet');
  if (reason === 'no-acl') return vscode.l10n.t('subnet {0} has no ACL', subnet ?? '–');
  if (action === 'allow') return vscode.l10n.t('in no group, so not filtered');
  return groups.length > 0
    ? vscode.l10n.t('no rule of {0} matches', groups.join(', '))
    : vscode.l10n.t('no rule matches');
}

export function ruleName({ owner, index }: RulePlace): string {
  return vscode.l10n.t('rule {0} of {1}', index, owner);
}

/** A written rule of which one or several policies were passed over for the same reason. */
export interface PassedRule {
  readonly rule: RulePlace;
  readonly why: string;
  /** `rules 0–1 of web`, as the cloud counts them. */
  readonly name: string;
}

export function passedRules({ passed }: Step): readonly PassedRule[] {
  const found: { readonly rule: RulePlace; readonly why: string; last: number }[] = [];
  for (const { rule, why } of passed) {
    const before = found.at(-1);
    const { start } = rule.range;
    const isSame = before?.rule.uri === rule.uri && before.rule.range.start.line === start.line;
    if (isSame && before.rule.range.start.character === start.character && before.why === why) before.last = rule.index;
    else found.push({ rule, why, last: rule.index });
  }
  return found.map(({ rule, why, last }) => ({
    rule,
    why,
    name: last === rule.index ? ruleName(rule) : vscode.l10n.t('rules {0}–{1} of {2}', rule.index, last, rule.owner),
  }));
}

/** The step that settled the verdict: the first that denies, else the last that a rule decided. */
export function decidingStep({ request, answer }: PacketAnswer): Step | undefined {
  const steps = [...request, ...answer.steps];
  return steps.find(({ action }) => action === 'deny') ?? request.findLast(({ rule }) => rule !== null);
}

/** The whole answer as plain text, to be pasted into a ticket. */
export function answerAsText({ verdict, line, summary, request, answer, change }: PacketAnswer): string {
  const describe = (step: Step): readonly string[] => [
    `  ${verdictText(step.action)}: ${stageText(step)}: ${reasonText(step)}`,
    ...passedRules(step).map(
      ({ rule, why, name }) => `    ${vscode.l10n.t('passed over')}: ${rule.text} — ${name}: ${why}`,
    ),
  ];
  return [
    `${verdictText(verdict)}: ${line}`,
    summary,
    '',
    ...request.flatMap(describe),
    ...(answer.steps.length > 0 ? [`${vscode.l10n.t('answer')}: ${verdictText(answer.verdict)}`] : []),
    ...answer.steps.flatMap(describe),
    ...(change === undefined ? [] : ['', `${vscode.l10n.t('What would allow it')}: ${change}`]),
    '',
  ].join('\n');
}
