// Where the cloud's API is asked.

/** `service` is the first word of what is signed, wherever the question goes. */
export type UrlOf = (service: 'vpc' | 'cvm') => string;

const ROOT = 'tencentcloudapi.com';

/** `text` with a scheme is asked for everything; without one it is the domain of which each service is a host. */
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
