// Where a question is sent: to a URL of the cloud's API, perhaps through a proxy.

import type { Service } from './ask.ts';

export type UrlOf = (service: Service) => string;

const ROOT = 'tencentcloudapi.com';

/** A text with a scheme is the URL for every service. One without is the domain in which each service has a host. */
export function endpointOf(text: string = ROOT): UrlOf | { readonly error: string } {
  const isWhole = text.includes('://');
  const url = URL.parse(isWhole ? text : `https://service.${text}`);
  const isPlain = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    return {
      error: `'${text}' is not an endpoint: name a domain such as intl.${ROOT}, or a URL such as https://${ROOT}.`,
    };
  }
  return isWhole ? () => url.href : (service) => `https://${service}.${text}/`;
}

/** The proxy that the usual environment variables name for a URL. */
export function proxyFor(url: string, variable: (name: string) => string | undefined): string | undefined {
  const { protocol, hostname } = new URL(url);
  const either = (name: string) => variable(name.toLowerCase()) || variable(name) || undefined;
  if ((either('NO_PROXY') ?? '').split(',').some((each) => isWithin(hostname, each.trim()))) return undefined;
  return protocol === 'https:' ? (either('HTTPS_PROXY') ?? either('HTTP_PROXY')) : either('HTTP_PROXY');
}

/** In `NO_PROXY`, `example.org` and `.example.org` include their subdomains, and `*` means every host. */
function isWithin(host: string, domain: string): boolean {
  if (domain === '') return false;
  const bare = domain.replace(/^\*?\./, '');
  return domain === '*' || host === bare || host.endsWith(`.${bare}`);
}
