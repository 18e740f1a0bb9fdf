// The rules that no expectation covers, in the formats that know only findings.

import { rulePlace } from '#answers/places.ts';
import type { Coverage } from '#questions/coverage.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Folder } from '#workspace/folder.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import { data, property } from './github.ts';
import type { SarifResult, SarifRule } from './sarif.ts';

const CODE = 'rule-without-expectation';
const MESSAGE = 'No expectation covers this rule: it can be changed without any of them failing.';

export const coverageRule: SarifRule = {
  id: CODE,
  shortDescription: { text: 'Rule that no expectation covers' },
  defaultConfiguration: { level: 'note' },
};

export function coverageGithub(system: System, folder: Folder, { uncovered }: Coverage): readonly string[] {
  return uncovered.flatMap((decision) => {
    const at = rulePlace(folder, decision);
    if (at === undefined) return [];
    const line = positionAt(at.file.lineIndex, at.range.start).line + 1;
    return `::notice file=${property(shownFile(system, at.file.uri))},line=${line},title=${CODE}::${data(MESSAGE)}\n`;
  });
}

export function coverageSarif(folder: Folder, { uncovered }: Coverage): readonly SarifResult[] {
  return uncovered.flatMap((decision) => {
    const at = rulePlace(folder, decision);
    return at === undefined ? [] : { ruleId: CODE, level: 'note', message: MESSAGE, at, related: [] };
  });
}
