import { expect, test } from "vitest";
import { filmPath, reviewPath, routeOf, runPath } from "../../src/app/routes";

test.each([
  ["/", { page: "catalogue" }],
  ["/board", { page: "board" }],
  [filmPath("a"), { page: "film", id: "a" }],
  [`${reviewPath("a")}/`, { page: "review", id: "a" }],
  [runPath("a"), { page: "run", id: "a" }],
  ["/films", { page: "missing" }],
  ["/films/a/b", { page: "missing" }],
  ["/accounts/login/", { page: "missing" }],
])("%s", (path, route) => {
  expect(routeOf(path)).toEqual(route);
});
