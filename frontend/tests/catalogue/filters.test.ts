import { expect, test } from "vitest";
import { filtersOf, NO_FILTERS, orderOf, queryOf, searchOf } from "../../src/catalogue/filters";

test("filters survive in the page's address, Chinese included", () => {
  const filters = { ...NO_FILTERS, q: "乞兒", status: "in_review", sort: "-year" };
  expect(filtersOf(`?${searchOf(filters)}`)).toEqual(filters);
});

test("what is not used is not in the address", () => {
  expect(searchOf({ ...NO_FILTERS, q: "  " })).toBe("");
});

test("without a search the film last worked on comes first, found films by year, and a choice wins", () => {
  expect(orderOf(NO_FILTERS)).toBe("updated");
  expect(orderOf({ ...NO_FILTERS, q: "乞兒" })).toBe("year");
  expect(queryOf({ ...NO_FILTERS, q: "乞兒", sort: "title" }, null, 50)["sort"]).toBe("title");
});

test("a year is asked for when it has four digits", () => {
  const query = queryOf({ ...NO_FILTERS, year_from: "198", year_to: "1989" }, null, 50);
  expect(query).toMatchObject({ year_from: "", year_to: "1989", limit: 50 });
});
