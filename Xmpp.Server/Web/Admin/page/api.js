// The REST API of the server, as the person who is logged in.

const root = '/api/v1';

/** An answer that is none: status, code and detail of the problem (RFC 9457). */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `Error ${status}`);
    this.status = status;
    this.code = problem.code;
  }
}

let onLoggedOut = () => {};

/** Calls back when the server no longer knows us. */
export function whenLoggedOut(then) {
  onLoggedOut = then;
}

async function call(method, path, body) {
  const options = { method, headers: { 'X-Xmppserver': 'admin' }, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(root + path, options);
  } catch {
    throw new ApiError(0, { detail: 'The server cannot be reached.' });
  }
  if (response.status === 204)
    return null;
  const answer = await response.json().catch(() => ({}));
  if (response.ok)
    return answer;
  if (response.status === 401 && path !== '/login' && path !== '/me')
    onLoggedOut();
  throw new ApiError(response.status, answer);
}

export const get = (path, query = {}) => call('GET', path + queryOf(query));
export const post = (path, body = {}) => call('POST', path, body);
export const put = (path, body = {}) => call('PUT', path, body);
export const remove = (path, query = {}) => call('DELETE', path + queryOf(query));

/** The same for a DELETE that needs more than its path. */
export const removeWith = (path, body) => call('DELETE', path, body);

/** A text as one part of a path. */
export const part = encodeURIComponent;

function queryOf(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? '' : '?' + new URLSearchParams(given);
}
