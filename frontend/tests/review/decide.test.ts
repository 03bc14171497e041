import { expect, test } from "vitest";
import type { Action } from "../../src/api/types";
import { verdictsFor } from "../../src/review/decide/choices";
import { viewingOf } from "../../src/review/decide/viewingSetup";

const may =
  (...actions: Action[]) =>
  (action: Action) =>
    actions.includes(action);

test("a curator approves or returns, a director signs off", () => {
  expect(verdictsFor(may("decide"))).toEqual(["approve", "return"]);
  expect(verdictsFor(may("sign_off"))).toEqual(["sign_off"]);
  expect(verdictsFor(may("view", "note"))).toEqual([]);
});

test("a decision says on what the version was seen", () => {
  const seen = { exact: new Set([1, 2, 3]), rung: "1080p" };
  expect(viewingOf(seen, "x".repeat(300), { width: 1280, height: 800 }, 1.3333333)).toEqual({
    device: "x".repeat(200),
    screen: { width: 1280, height: 800, pixel_ratio: 1.33 },
    rung: "1080p",
    exact_stills: 3,
  });
});
