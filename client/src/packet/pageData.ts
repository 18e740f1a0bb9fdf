import * as vscode from 'vscode';
import type { PacketAnswer, Step } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import { incompleteText } from '../languageClient/incomplete.ts';
import type { PacketRecord } from './records.ts';
import { passedRules, reasonWithoutRule, ruleName, stageText, verdictText } from './words.ts';

/** The whole answer in texts, as the page draws it. */
export function pageOf({ answer, outdated }: PacketRecord) {
  const { verdict, line, summary, changes, many } = answer;
  const damage = incompleteText(answer.incomplete);
  return {
    title: `${verdictText(verdict)}: ${line}`,
    verdict,
    summary,
    /** Why the answer may be wrong: it is of an earlier state, or not everything was read. */
    warnings: [
      ...(outdated === undefined ? [] : [vscode.l10n.t('This is of an earlier state of the files: {0}', outdated)]),
      ...(damage === undefined ? [] : [damage]),
    ],
    many: many.map(({ end, name, taken, choices }) => ({
      end,
      // Of the whole internet only one address is offered: that one was tested.
      canAll: choices.length > 1,
      text: vscode.l10n.t('{0} stands for many: {1} was taken.', name, taken),
    })),
    ways: waysOf(answer),
    fixes: changes.length === 0 ? undefined : fixesOf(changes),
    words: {
      keep: vscode.l10n.t('Keep as Expectation'),
      again: vscode.l10n.t('Run Again'),
      copy: vscode.l10n.t('Copy as Text'),
      another: vscode.l10n.t('Choose Another…'),
      all: vscode.l10n.t('Test All'),
      open: vscode.l10n.t('Open the rule'),
    },
  };
}

export type PacketPage = ReturnType<typeof pageOf>;

function fixesOf(changes: PacketAnswer['changes']) {
  return {
    heading:
      changes.length === 1
        ? vscode.l10n.t('What would allow it')
        : vscode.l10n.t('What would allow it, all of it together'),
    items: changes.map(({ text, besides }) => ({
      text,
      besides:
        besides.length === 0 ? vscode.l10n.t('Changes no other packet.') : vscode.l10n.t('Lets through besides:'),
      packets: besides,
    })),
    apply: vscode.l10n.t('Apply…'),
  };
}

/** Where the step or the rule stands that the page names by this id. */
export function placeOnPage({ answer }: PacketRecord, id: string): Location | undefined {
  const [way = '', place = '', passed] = id.split('/');
  const steps = way === 'request' ? answer.request : way === 'answer' ? answer.answer.steps : [];
  const step = steps[Number(place)];
  if (passed !== undefined) return step && passedRules(step)[Number(passed)]?.rule;
  return step?.rule ?? step?.end ?? undefined;
}

function waysOf({ packet, request, answer, line, note }: PacketAnswer): readonly Way[] {
  if (note !== undefined) return [];
  const [from, to] = endsOf(line, packet, request);
  const heading = vscode.l10n.t('The packet: {0}', serviceOf(packet));
  return [
    wayOf('request', { heading, from, to }, request),
    ...(answer.steps.length === 0
      ? []
      : [wayOf('answer', { heading: vscode.l10n.t('Its answer'), from: to, to: from }, answer.steps)]),
  ];
}

/** The request or the answer, from sender to receiver. */
function wayOf(
  way: 'request' | 'answer',
  head: { readonly heading: string; readonly from: string; readonly to: string },
  steps: readonly Step[],
) {
  return {
    ...head,
    arrives: steps.every(({ action }) => action === 'allow'),
    notReached: vscode.l10n.t('is not reached'),
    stages: steps.map((step, i) => stageOf(step, `${way}/${i}`)),
  };
}

export type Way = ReturnType<typeof wayOf>;

function serviceOf({ protocol, port }: PacketAnswer['packet']): string {
  return port === null ? protocol : `${protocol} ${port}`;
}

/** `web-1 (10.0.1.10)`: as the line names the ends, with their addresses, or with the machine that an address is of. */
function endsOf(
  line: string,
  { source, destination }: PacketAnswer['packet'],
  request: readonly Step[],
): readonly [from: string, to: string] {
  const [, from = source, to = destination] = / from (.*) to (.*)$/.exec(line) ?? [];
  const named = (name: string, address: string, stage: Step['stage']): string => {
    const about = name === address ? request.find((step) => step.stage === stage)?.cvm : address;
    return about ? `${name} (${about})` : name;
  };
  return [named(from, source, 'source-groups'), named(to, destination, 'destination-groups')];
}

function stageOf(step: Step, id: string) {
  const { action, rule, end } = step;
  const passed = passedRules(step);
  return {
    /** Its place in the answer, by which the page names it. */
    id,
    verdict: action,
    verdictText: verdictText(action),
    where: stageText(step),
    /** The deciding rule as written, or why none decided. */
    reason: rule?.text ?? reasonWithoutRule(step),
    /** The rule's place in its list. */
    detail: rule ? ruleName(rule) : '',
    canOpen: rule !== null || (end ?? null) !== null,
    passedHeading:
      passed.length === 1
        ? vscode.l10n.t('1 rule was passed over')
        : vscode.l10n.t('{0} rules were passed over', passed.length),
    passed: passed.map(({ rule: other, name, why }, i) => ({ id: `${id}/${i}`, rule: other.text, name, why })),
  };
}

export type StageOnPage = ReturnType<typeof stageOf>;
