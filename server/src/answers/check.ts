// The findings of files, each at its place on the disk.

import { diagnosticsOf } from '#questions/findings.ts';
import { distinctBy } from '#util/groupBy.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import type { PlacedDiagnostic } from '#workspace/folderDiagnostics.ts';
import type * as api from './api.ts';
import { type FileName, rangeOf } from './places.ts';
import { indexOf, type StandingFile, standing, standingOf } from './standing.ts';

export interface Finding {
  readonly file: StandingFile;
  readonly diagnostic: PlacedDiagnostic;
}

/** The files of a folder, and those that say what is live, each of which is judged by itself. */
export function filesToCheck(folder: Folder): readonly { readonly side: Folder; readonly file: SourceFile }[] {
  return [folder, ...folder.live].flatMap((side) => [...side.files.values()].map((file) => ({ side, file })));
}

/** How many files of the disk it is made of; settings do not count. */
export function filesOf({ language, parts }: SourceFile): number {
  return language === 'config' ? 0 : (parts?.length ?? 1);
}

/** Several declarations may come from one place of a file of another format: a finding that all of them have is listed once. */
export function findingsIn<F extends Finding>(
  side: Folder,
  file: SourceFile,
  withMore: (finding: Finding, diagnostic: PlacedDiagnostic) => F,
): readonly F[] {
  const { said = (message: string) => message } = file;
  const all = diagnosticsOf(side, file.uri).map((diagnostic) => {
    const at = standing(file, diagnostic);
    const related = diagnostic.related.map((each) => ({ ...standingOf(side, each), message: said(each.message) }));
    const message = said(diagnostic.message);
    return withMore({ file: at.file, diagnostic: { ...at.range, message, related } }, diagnostic);
  });
  if (file.parts === undefined) return all;
  return distinctBy(all, ({ file: { uri }, diagnostic: { code, start, end, message } }) =>
    JSON.stringify([uri, code, start, end, message]),
  );
}

export function diagnosticAnswer(fileName: FileName, folder: Folder, { file, diagnostic }: Finding): api.Diagnostic {
  return {
    file: fileName(file.uri),
    range: rangeOf(file.lineIndex, diagnostic),
    severity: diagnostic.severity,
    code: diagnostic.code,
    message: diagnostic.message,
    related: diagnostic.related.map((related) => ({
      file: fileName(related.uri),
      range: rangeOf(indexOf(folder, related.uri), related),
      message: related.message,
    })),
  };
}

export function checkAnswer(fileName: FileName, folder: Folder): api.CheckAnswer {
  const all = filesToCheck(folder);
  return {
    version: 1,
    files: all.reduce((count, { file }) => count + filesOf(file), 0),
    diagnostics: all.flatMap(({ side, file }) =>
      findingsIn(side, file, (finding) => finding).map((finding) => diagnosticAnswer(fileName, side, finding)),
    ),
  };
}
