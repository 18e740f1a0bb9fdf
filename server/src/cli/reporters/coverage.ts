// The rules that no expectation covers, as annotations.

import { rulePlace } from '#answers/places.ts';
import type { Coverage } from '#questions/coverage.ts';
import type { Folder } from '#workspace/folder.ts';
import type { Annotation, AnnotationRule } from './annotation.ts';

const CODE = 'rule-without-expectation';
const MESSAGE = 'No expectation covers this rule: it can be changed without any of them failing.';

export const coverageRule: AnnotationRule = {
  id: CODE,
  shortDescription: { text: 'Rule that no expectation covers' },
  defaultConfiguration: { level: 'note' },
};

export function coverageAnnotations(folder: Folder, { uncovered }: Coverage): readonly Annotation[] {
  return uncovered.flatMap((decision) => {
    const at = rulePlace(folder, decision);
    return at === undefined ? [] : { ruleId: CODE, level: 'note', message: MESSAGE, at, related: [] };
  });
}
