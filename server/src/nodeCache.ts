// Documents of ours as real files, for editors that know no other ones.

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { URI } from 'vscode-uri';

/**
 * The URI of a read-only file with that text in the user's cache, made where it is not there. Its name tells its text, so that several
 * versions of the program have each their own. Nothing where it cannot be written.
 */
export function cachedFile(name: string, text: string): string | undefined {
  const { ext, name: stem } = path.parse(name);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const file = path.join(cacheFolder(), `${stem}-${hash}${ext}`);
  try {
    if (!holds(file, text)) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const temporary = `${file}.${process.pid}.tmp`;
      writeFileSync(temporary, text, { mode: 0o600 });
      chmodSync(temporary, 0o444);
      renameSync(temporary, file);
      // Editors take the folder of a lone file for the workspace: there are no rules of anybody's in this one.
      writeFileSync(path.join(path.dirname(file), '.gitignore'), '*\n');
    }
    return URI.file(file).toString();
  } catch {
    return undefined;
  }
}

function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

/** Where each system has the files of programs that can be made again. */
function cacheFolder(): string {
  const { env, platform } = process;
  if (platform === 'win32')
    return path.join(env['LOCALAPPDATA'] || path.join(homedir(), 'AppData', 'Local'), 'secgroup', 'Cache');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'secgroup');
  const named = env['XDG_CACHE_HOME'];
  return path.join(named !== undefined && path.isAbsolute(named) ? named : path.join(homedir(), '.cache'), 'secgroup');
}
