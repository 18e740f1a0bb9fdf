// The calls of the cloud's API that lead from a snapshot of what is live to what the other files of its folder want.

import { bind } from '#model/bind.ts';
import type { PlanOptions } from '#plan/operation.ts';
import { type Plan, plan } from '#plan/plan.ts';
import { readFault } from '#plan/readable.ts';
import { positionAt } from '#text/lineIndex.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot, SourceFile } from '#workspace/snapshot.ts';
import { sourceFile } from '#workspace/sourceFile.ts';
import { editorLimits } from '#workspace/workspace.ts';

export type Planned =
  | { readonly plan: Plan; readonly error?: undefined }
  | { readonly error: string; readonly plan?: undefined };

/** The snapshot of what is live is no part of what is wanted, though it may be a file of the folder. */
export function planFrom(
  snapshot: Snapshot,
  live: { readonly uri: string; readonly text: string },
  options: PlanOptions,
): Planned {
  const file = sourceFile({ ...live, language: 'json', sizeLimit: editorLimits.fileSize });
  const wanted = [...snapshot.files.values()].filter(({ uri, language }) => uri !== live.uri && language !== 'config');
  const fault = faultOf(file) ?? wanted.map(faultOf).find((each) => each !== undefined);
  if (fault !== undefined) return { error: fault };
  const model =
    wanted.length === snapshot.model.files.length
      ? snapshot.model
      : bind(wanted.map(({ uri, tree }) => ({ uri, tree })));
  return {
    plan: plan(bind([{ uri: live.uri, tree: file.tree }]), model, {
      quotas: snapshot.settings.quotas,
      ...options,
    }),
  };
}

function faultOf(file: SourceFile): string | undefined {
  const name = `'${decodeURIComponent(file.uri.slice(file.uri.lastIndexOf('/') + 1))}'`;
  if (file.syntaxOnly) return t('{0} is too large to be planned with.', name);
  const fault = readFault(file, file.text);
  if (fault === undefined) return undefined;
  return t(
    '{0} cannot be read in line {1}: {2}',
    name,
    positionAt(file.lineIndex, fault.start).line + 1,
    fault.message,
  );
}
