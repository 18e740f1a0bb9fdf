/** Runs the command line `args` (without node and the script) and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'language-server') {
    await import('../node.ts');
    return 0;
  }
  console.error('secgroup: unknown command');
  return 2;
}
