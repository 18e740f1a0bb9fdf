import { blockDiagnosticsOf, type Snapshot } from '#workspace/snapshot.ts';
import { MAX_DIAGNOSTICS } from './diagnostics.ts';

export interface ModelStatus {
  readonly files: number;
  readonly groups: number;
  readonly cvms: number;
  readonly rules: number;
  readonly errors: number;
  /** What a limit left out, in words. */
  readonly notices: readonly string[];
}

/** How large the models are together, and what is not right about them. */
export function status(snapshots: readonly Snapshot[]): ModelStatus {
  let [files, groups, cvms, rules, errors] = [0, 0, 0, 0, 0];
  const notices: string[] = [];
  for (const snapshot of snapshots) {
    const { model } = snapshot;
    files += snapshot.files.size;
    cvms += model.cvms.length;
    for (const owner of [...model.groups, ...model.acls]) {
      if (owner.builtin) continue;
      if (owner.kind === 'group') groups++;
      for (const list of owner.node.lists) rules += list.rules.length;
    }
    notices.push(...snapshot.notices);
    for (const uri of snapshot.files.keys()) {
      let count = 0;
      for (const { diagnostics } of blockDiagnosticsOf(snapshot, uri)) {
        count += diagnostics.length;
        for (const { severity } of diagnostics) if (severity === 'error') errors++;
      }
      if (count > MAX_DIAGNOSTICS) {
        notices.push(
          `${uri.slice(uri.lastIndexOf('/') + 1)}: the gravest ${MAX_DIAGNOSTICS} of ${count} findings are shown.`,
        );
      }
    }
  }
  return { files, groups, cvms, rules, errors, notices };
}
