/** The pages and their addresses; the site serves the same shell for each. */

export type Route =
  | { page: "catalogue" }
  | { page: "board" }
  | { page: "film"; id: string }
  | { page: "review"; id: string }
  | { page: "run"; id: string }
  | { page: "missing" };

const WITH_ID: Record<string, "film" | "review" | "run"> = { films: "film", restorations: "review", runs: "run" };

/** Return the page at a path. */
export function routeOf(path: string): Route {
  const [head = "", id = "", ...rest] = path.split("/").filter((part) => part !== "");
  if (head === "") {
    return { page: "catalogue" };
  }
  if (head === "board" && id === "") {
    return { page: "board" };
  }
  const page = WITH_ID[head];
  return page && id && rest.length === 0 ? { page, id } : { page: "missing" };
}

export const filmPath = (id: string): string => `/films/${id}`;
export const reviewPath = (id: string): string => `/restorations/${id}`;
export const runPath = (id: string): string => `/runs/${id}`;
