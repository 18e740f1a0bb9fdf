// A place with a rule, a level and a message. Formats that have nothing but findings get everything else, such as a changed packet, in this form.

import type { Standing } from '#answers/standing.ts';
import type { Folder } from '#workspace/folder.ts';
import type { PlacedRelated } from '#workspace/folderDiagnostics.ts';

export interface AnnotationRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly defaultConfiguration?: { readonly level: string; readonly enabled?: boolean };
}

export interface Annotation {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note' | 'none';
  readonly message: string;
  /** Absent where it is about something that is not in the files any more. */
  readonly at?: Standing;
  readonly related: readonly PlacedRelated[];
}

export interface AnnotationLog {
  readonly head: string;
  readonly row: (folder: Folder, annotation: Annotation) => string;
  readonly between: string;
  readonly foot: string;
}
