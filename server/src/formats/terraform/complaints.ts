// What is reported of a configuration while it is evaluated. Something that is evaluated several times is reported once.

import type { Range } from '#text/range.ts';
import { type FindingLevel, report, type Source } from '../source.ts';

export interface Complaints {
  readonly source: Source;
  readonly said: Set<string>;
}

export function complain({ source, said }: Complaints, level: FindingLevel, at: Range, message: string): void {
  const key = `${at.start} ${message}`;
  if (said.has(key)) return;
  said.add(key);
  report(source, level, at, message);
}
