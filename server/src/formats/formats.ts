// The list of formats. What an import reads and what an export writes follows from it.

import { answers, oldRules, policies, snapshot } from './cloud/format.ts';
import type { Content } from './content.ts';
import { csv } from './csv/format.ts';
import type { Format, WrittenFormat } from './format.ts';
import { sg } from './sg/format.ts';
import { configuration, terraform } from './terraform/format.ts';

/** In the order in which a user sees them. A file is in the first format that recognises it. */
export const formats: readonly Format[] = [policies, snapshot, csv, terraform, configuration, answers, oldRules, sg];

export function detect(content: Content): Format | undefined {
  return formats.find((format) => format.detect(content));
}

export const writtenFormats = formats.filter((format): format is WrittenFormat => format.writer !== undefined);

export function writtenFormat(name: string): WrittenFormat | undefined {
  return writtenFormats.find((format) => format.name === name);
}
