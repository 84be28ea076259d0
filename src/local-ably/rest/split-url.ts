/** Splits a request URL into path and query; unlike `new URL`, it never throws. */
export function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return { path: trimmed, query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)) };
}
