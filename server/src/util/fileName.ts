/** The name of a file as people know it, from its URI: `网站.sg` of `file:///shop/%E7%BD%91%E7%AB%99.sg`. */
export function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    // It is wrongly encoded: it is shown as it stands.
    return name;
  }
}
