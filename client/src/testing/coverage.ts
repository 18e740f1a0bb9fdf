import * as vscode from 'vscode';
import type { RuleCoverage } from '#protocol/packets.ts';
import { toRange } from '../languageClient/places.ts';
import { byUri } from './testItems.ts';

/** Which rules of a file decide a packet that some expectation speaks of. */
class RuleFileCoverage extends vscode.FileCoverage {
  readonly rules: readonly RuleCoverage[];

  constructor(uri: vscode.Uri, rules: readonly RuleCoverage[]) {
    const covered = rules.filter((rule) => rule.covered).length;
    super(uri, new vscode.TestCoverageCount(covered, rules.length));
    this.rules = rules;
  }
}

export function coverageOf(rules: readonly RuleCoverage[]): readonly vscode.FileCoverage[] {
  const byFile = byUri(rules);
  return [...byFile].map(([uri, ofFile]) => new RuleFileCoverage(vscode.Uri.parse(uri, true), ofFile));
}

/** Rule by rule, for the editor's gutter. */
export function detailsOf(file: vscode.FileCoverage): vscode.FileCoverageDetail[] {
  if (!(file instanceof RuleFileCoverage)) return [];
  return file.rules.map(({ covered, range }) => new vscode.StatementCoverage(covered, toRange(range)));
}
