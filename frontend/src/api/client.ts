import { problemOf, unreachable } from "./problem";

/** JSON over fetch with the session cookie and the CSRF token. Errors are thrown as `Problem`. */

export type Query = Record<string, string | number | boolean | null | undefined>;

interface Ask {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  query?: Query;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  /** The browser sends it even when the page is left meanwhile; at most 64 KiB. */
  keepalive?: boolean;
}

const API_ROOT = "/api/v1";
const CSRF_COOKIE = /(?:^|;\s*)csrftoken=([^;]+)/;

/** Return the token that changing requests and forms carry; it is renewed by each login, so it is never kept. */
export function csrfToken(): string {
  return CSRF_COOKIE.exec(document.cookie)?.[1] ?? "";
}

/** Return the address of an API path with its query; empty values are left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => [name, String(value)]);
  const search = new URLSearchParams(pairs).toString();
  return `${API_ROOT}${path}${search ? `?${search}` : ""}`;
}

let sessionEnded: () => void = goToLogin;

/** Where people log in; afterwards they are at `next`. */
export function loginPath(next: string): string {
  return `/accounts/login/?next=${encodeURIComponent(next)}`;
}

/** Stay on the page when the session has ended, and call `handler` instead; returns how to stop that. */
export function whenSessionEnds(handler: () => void): () => void {
  sessionEnded = handler;
  return () => {
    sessionEnded = goToLogin;
  };
}

/** Say that the session has ended, where something else than an answer of the API showed it. */
export function tellSessionEnded(): void {
  sessionEnded();
}

/**
 * Ask the API and return its JSON (undefined for an empty answer).
 * A session that has ended sends the browser to the login page and comes back to where it was, unless the page stays.
 */
export async function request<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await send(path, ask);
  if (response.status === 401) {
    sessionEnded();
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function send(path: string, ask: Ask): Promise<Response> {
  const method = ask.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRFToken"] = csrfToken();
  }
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (ask.form) {
    init.body = ask.form;
  } else if (ask.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(ask.body);
  }
  if (ask.keepalive) {
    init.keepalive = true;
  }
  if (ask.signal) {
    init.signal = ask.signal;
  }
  try {
    return await fetch(apiUrl(path, ask.query), init);
  } catch (error) {
    if (ask.signal?.aborted) {
      throw error;
    }
    throw unreachable();
  }
}

function goToLogin(): void {
  location.assign(loginPath(location.pathname + location.search));
}
