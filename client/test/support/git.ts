import { execFileSync } from 'node:child_process';

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
