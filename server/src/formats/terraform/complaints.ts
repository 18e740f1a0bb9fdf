// What is reported of a configuration while it is evaluated. Something that is evaluated several times is reported once.

import type { Range } from '#text/range.ts';
import { placeOf } from '../piece.ts';
import type { Finding, FindingLevel, Source } from '../source.ts';

export interface Complaints {
  readonly source: Source;
  readonly said: Set<string>;
}

export function complain(
  { source, said }: Complaints,
  level: FindingLevel,
  at: Range,
  message: string,
  more: Pick<Finding, 'refersTo' | 'unmade' | 'rulesOf'> = {},
): void {
  const key = `${at.start} ${message}`;
  if (said.has(key)) return;
  said.add(key);
  source.findings.push({ level, ...placeOf(at), message, ...more });
}
