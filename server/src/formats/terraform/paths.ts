// Paths in a configuration, with slashes, and without `..` where that is possible.

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(folder: string, path: string): string {
  return normalized(path.startsWith('/') ? path : `${folder}/${path}`);
}

export function normalized(path: string): string {
  const kept: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(part);
  }
  const rest = kept.join('/');
  return path.startsWith('/') ? `/${rest}` : rest === '' ? '.' : rest;
}

/** Whether a path lies in a folder, as far as their texts show. */
export function isWithin(folder: string, path: string): boolean {
  if (folder === '.') return path !== '..' && !path.startsWith('../') && !path.startsWith('/');
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** Whether a file of this name is of a configuration. */
export function isConfiguration(name: string): boolean {
  return /\.tf(?:\.json)?$/.test(name);
}

/** Whether it gives values to variables. */
export function isValues(name: string): boolean {
  return /\.tfvars(?:\.json)?$/.test(name);
}
