import type { Status } from '#protocol/tree.ts';
import { blockDiagnosticsOf } from '#questions/findings.ts';
import { t } from '#util/l10n.ts';
import { fileName } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { MAX_DIAGNOSTICS } from './diagnostics.ts';

/** How large the models are together. */
export function modelSize(folders: readonly Folder[]): Pick<Status, 'files' | 'groups' | 'cvms' | 'rules'> {
  let [files, groups, cvms, rules] = [0, 0, 0, 0];
  for (const folder of folders) {
    files += folder.files.size;
    cvms += folder.model.cvms.length;
    for (const owner of [...folder.model.groups, ...folder.model.acls]) {
      if (owner.builtin) continue;
      if (owner.kind === 'group') groups++;
      for (const list of owner.node.lists) rules += list.rules.length;
    }
  }
  return { files, groups, cvms, rules };
}

export interface FileStatus {
  readonly errors: number;
  /** What a limit left out, in words. */
  readonly notice?: string;
}

export function fileStatus(folder: Folder, uri: string): FileStatus {
  let [errors, count] = [0, 0];
  for (const { diagnostics } of blockDiagnosticsOf(folder, uri, 'full')) {
    count += diagnostics.length;
    for (const { severity } of diagnostics) if (severity === 'error') errors++;
  }
  if (count <= MAX_DIAGNOSTICS) return { errors };
  const notice = t('{0}: the {1} most severe of {2} findings are shown.', fileName(uri), MAX_DIAGNOSTICS, count);
  return { errors, notice };
}
