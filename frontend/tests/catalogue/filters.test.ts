import { expect, test } from "vitest";
import { filtersOf, NO_FILTERS, queryOf, searchOf } from "../../src/catalogue/filters";

test("filters survive in the page's address, Chinese included", () => {
  const filters = { ...NO_FILTERS, q: "乞兒", status: "in_review", sort: "-year" };
  expect(filtersOf(`?${searchOf(filters)}`)).toEqual(filters);
});

test("what is not used is not in the address", () => {
  expect(searchOf({ ...NO_FILTERS, q: "  " })).toBe("");
});

test("a year is asked for when it has four digits", () => {
  const query = queryOf({ ...NO_FILTERS, year_from: "198", year_to: "1989" }, null, 50);
  expect(query).toMatchObject({ year_from: "", year_to: "1989", limit: 50 });
});
