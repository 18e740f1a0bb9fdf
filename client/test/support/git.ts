import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const hasGit = (() => {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A test that needs it: who has no git compares with no revision. */
export const gitTest = (title: string, run: () => Promise<void>) => (hasGit ? test : test.skip)(title, run);

/** Runs git in a folder, with an identity of its own: the tests have a home folder without configuration. */
export function git(folder: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=Tests', '-c', 'user.email=tests@localhost', '-c', 'init.defaultBranch=main'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}

/** Damages what git keeps of an object, as `HEAD:web.sg`. Returns what mends it. */
export function damage(folder: string, object: string): () => void {
  const hash = execFileSync('git', ['rev-parse', object], { cwd: folder, encoding: 'utf8' }).trim();
  const file = path.join(folder, '.git/objects', hash.slice(0, 2), hash.slice(2));
  const whole = readFileSync(file);
  chmodSync(file, 0o644);
  writeFileSync(file, 'damaged');
  return () => writeFileSync(file, whole);
}
