import * as vscode from 'vscode';
import type { LiveDifference } from '#protocol/live.ts';
import type { ChangeText, RulePlace } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import { nameOfFile } from '../languageClient/places.ts';
import type { Comparison } from './comparison.ts';

export interface Line {
  readonly text: string;
  /** From there to its end the line leads to a rule. */
  readonly link?: { readonly start: number; readonly place: Location };
}

type PlaceOf = (side: 'before' | 'after', rule: RulePlace) => Location;

/** The changes as text that can be read from top to bottom: first what is new, then what is gone, by machine. */
export function describeChanges(
  name: string,
  { before, after, changes, others = [], incomplete }: Comparison,
  placeOf: PlaceOf,
): readonly Line[] {
  const opened = changes.filter(({ now }) => now === 'allow');
  const closed = changes.filter(({ now }) => now === 'deny');
  const section = (title: string, ofSection: readonly ChangeText[]): readonly Line[] =>
    ofSection.length === 0
      ? []
      : [{ text: title }, ...ofSection.flatMap((change) => describeChange(change, placeOf)), { text: '' }];
  return [
    { text: vscode.l10n.t('Packets of {0}: {1} → {2}', name, before.name, after.name) },
    { text: '' },
    ...(changes.length === 0 ? [{ text: vscode.l10n.t('No packet changes its fate.') }, { text: '' }] : []),
    ...section(vscode.l10n.t('Newly allowed: {0}', opened.length), opened),
    ...section(vscode.l10n.t('No longer allowed: {0}', closed.length), closed),
    ...(others.length === 0 ? [] : [{ text: vscode.l10n.t('Without effect on packets now: {0}', others.length) }]),
    ...others.map(describeOther),
    ...(others.length === 0 || incomplete.length === 0 ? [] : [{ text: '' }]),
    ...(incomplete.length === 0
      ? []
      : [{ text: vscode.l10n.t('Not read, and could change this: {0}', incomplete.length) }]),
    ...incomplete.map((place) => leading(place.message, place)),
  ];
}

function describeOther({ region, subject, what, location }: LiveDifference): Line {
  const where = region === 'default' ? '' : ` (${region})`;
  const text = `  ${subject}${where} ${what}`;
  return location ? leading(text, location, '') : { text };
}

/** A change with the rules that decide now or, where none does, those that decided before. */
function describeChange(change: ChangeText, placeOf: PlaceOf): readonly Line[] {
  const { direction, packets, now, rules, undecided, rulesBefore } = change;
  const line = { text: `${now === 'allow' ? '+' : '-'} ${ownersText(change)}  ${direction}  ${packets}` };
  const before = rules.length > 0 ? [] : rulesBefore;
  const why = rules.length + undecided.length > 0 ? undecided : [vscode.l10n.t('no rule decides')];
  return [
    line,
    ...rulesAsWritten(rules).map((rule) => leading(rule.text, placeOf('after', rule))),
    ...why.map((each) => ({ text: `    ${each}` })),
    ...rulesAsWritten(before).map((rule) => leading(vscode.l10n.t('before: {0}', rule.text), placeOf('before', rule))),
  ];
}

/** Of a rule that is several policies, once what is written. */
function rulesAsWritten(rules: readonly RulePlace[]): readonly RulePlace[] {
  const placeText = ({ uri, range: { start } }: RulePlace): string => `${uri}:${start.line}:${start.character}`;
  return rules.filter((rule, i) => rules.findIndex((other) => placeText(other) === placeText(rule)) === i);
}

function ownersText({ kind, owners }: ChangeText): string {
  const names = owners.join(', ');
  switch (kind) {
    case 'cvm':
      return names;
    case 'group':
      return vscode.l10n.t('group {0}', names);
    case 'acl':
      return vscode.l10n.t('acl {0}', names);
    case 'subnet':
      return vscode.l10n.t('subnet {0}', names);
  }
}

function leading(what: string, place: Location, indent = '    '): Line {
  const text = `${indent}${what}  → `;
  return { text: `${text}${nameOf(place)}`, link: { start: text.length, place } };
}

/** `shop.sg:12`, as people say it. */
function nameOf({ uri, range }: Location): string {
  const file = vscode.Uri.parse(uri);
  const isOwn = vscode.workspace.getWorkspaceFolder(file) !== undefined;
  const name = isOwn ? vscode.workspace.asRelativePath(file) : nameOfFile(file);
  return `${name}:${range.start.line + 1}`;
}
