import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { apiUrl, request, whenSessionEnds } from "../../src/api/client";
import { Problem } from "../../src/api/problem";

const assign = vi.fn();

beforeEach(() => {
  vi.stubGlobal("document", { cookie: "a=b; csrftoken=secret; c=d" });
  vi.stubGlobal("location", { pathname: "/films/x", search: "?a=1", assign });
});
afterEach(() => {
  vi.unstubAllGlobals();
  assign.mockClear();
});

const answer = (status: number, body: unknown, type = "application/json") =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(JSON.stringify(body), { status, headers: { "content-type": type } })),
  );

async function problemFrom(question: Promise<unknown>): Promise<Problem> {
  const error = await question.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

test("empty values are left out of an address", () => {
  expect(apiUrl("/films", { q: "乞兒", status: "", cursor: null, limit: 50 })).toBe(
    "/api/v1/films?q=%E4%B9%9E%E5%85%92&limit=50",
  );
});

test("changes carry the token that the cookie holds", async () => {
  answer(200, { ok: true });
  await request("/notes", { method: "POST", body: { text: "x" } });
  expect(fetch).toHaveBeenCalledWith(
    "/api/v1/notes",
    expect.objectContaining({ body: '{"text":"x"}', headers: expect.objectContaining({ "X-CSRFToken": "secret" }) }),
  );
});

test("a problem document becomes its sentence", async () => {
  answer(
    409,
    { code: "conflict", title: "Somebody was faster", detail: "Look again.", retryable: true, errors: [] },
    "application/problem+json",
  );
  const problem = await problemFrom(request("/films/1"));
  expect(problem).toMatchObject({ status: 409, code: "conflict", message: "Look again.", retryable: true });
});

test("an answer that is no problem document is still a problem", async () => {
  answer(502, "bad gateway", "text/html");
  expect(await problemFrom(request("/films"))).toMatchObject({ code: "http_502", retryable: true });
});

test("no answer at all can be tried again", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("failed")));
  expect(await problemFrom(request("/films"))).toMatchObject({ code: "unreachable", retryable: true });
});

test("a session that ended leads to the login and back", async () => {
  answer(401, { code: "not_logged_in", detail: "Log in." }, "application/problem+json");
  await problemFrom(request("/me"));
  expect(assign).toHaveBeenCalledWith("/accounts/login/?next=%2Ffilms%2Fx%3Fa%3D1");
});

test("a page that stays is told that the session ended, and is not left", async () => {
  const ended = vi.fn();
  const stop = whenSessionEnds(ended);
  assign.mockClear();
  answer(401, { code: "not_logged_in", detail: "Log in." }, "application/problem+json");
  await problemFrom(request("/me"));
  stop();
  expect([ended.mock.calls.length, assign.mock.calls.length]).toEqual([1, 0]);
});
