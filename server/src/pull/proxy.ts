// Which proxy stands between, as the usual variables say.

type Variable = (name: string) => string | undefined;

export function proxyFor(url: string, variable: Variable): string | undefined {
  const { protocol, hostname } = new URL(url);
  const either = (name: string) => variable(name.toLowerCase()) || variable(name) || undefined;
  if ((either('NO_PROXY') ?? '').split(',').some((each) => isWithin(hostname, each.trim()))) return undefined;
  return protocol === 'https:' ? (either('HTTPS_PROXY') ?? either('HTTP_PROXY')) : either('HTTP_PROXY');
}

/** `example.org` and `.example.org` stand for their hosts too, `*` for all. */
function isWithin(host: string, domain: string): boolean {
  if (domain === '') return false;
  const bare = domain.replace(/^\*?\./, '');
  return domain === '*' || host === bare || host.endsWith(`.${bare}`);
}
