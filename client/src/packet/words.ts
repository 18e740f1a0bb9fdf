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
      ? vscode.l10n.t('acl of {0}, inbound', subnet ?? '–')
      : vscode.l10n.t('groups of {0}, inbound', cvm ?? '–');
  }
  return isAcl
    ? vscode.l10n.t('acl of {0}, outbound', subnet ?? '–')
    : vscode.l10n.t('groups of {0}, outbound', cvm ?? '–');
}

export function reasonText(step: Step): string {
  switch (step.reason) {
    case 'rule':
      return step.rule ? `${step.rule.text} — ${ruleName(step.rule)}` : '';
    case 'default':
      if (step.action === 'allow') return vscode.l10n.t('in no group, so not filtered');
      return step.groups.length > 0
        ? vscode.l10n.t('no rule of {0} matches', step.groups.join(', '))
        : vscode.l10n.t('no rule matches');
    case 'stateful':
      return vscode.l10n.t('an answer to an allowed packet');
    case 'no-acl':
      return vscode.l10n.t('no acl');
  }
}

export function ruleName({ owner, index }: RulePlace): string {
  return vscode.l10n.t('rule {0} of {1}', index, owner);
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
    ...step.passed.map(
      ({ rule, why }) => `    ${vscode.l10n.t('passed over')}: ${rule.text} — ${ruleName(rule)}: ${why}`,
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
