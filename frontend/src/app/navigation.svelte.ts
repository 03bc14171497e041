import { type Route, routeOf } from "./routes";

/** Where the browser is, and going elsewhere without loading the page again. */
class Navigation {
  path = $state(typeof location === "undefined" ? "/" : location.pathname);
  search = $state(typeof location === "undefined" ? "" : location.search);
  readonly route: Route = $derived(routeOf(this.path));

  /** Go to an address of this site. */
  go(address: string): void {
    history.pushState(null, "", address);
    this.read();
    scrollTo(0, 0);
  }

  /** Change the query of the current page without a new step in the history. */
  replaceSearch(search: string): void {
    history.replaceState(null, "", location.pathname + (search ? `?${search}` : ""));
    this.search = location.search;
  }

  /** Follow the browser's own back and forward, and turn plain clicks on our links into steps. */
  start(): void {
    addEventListener("popstate", () => this.read());
    document.addEventListener("click", (event) => {
      const address = pageAddress(event);
      if (address !== null) {
        event.preventDefault();
        this.go(address);
      }
    });
  }

  private read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }
}

/** Return the address of our own page that a click asks for; null where the browser must do it. */
function pageAddress(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!isPlain || event.defaultPrevented || !link || link.target || link.hasAttribute("download")) {
    return null;
  }
  const isOurs = link.origin === location.origin && routeOf(link.pathname).page !== "missing";
  return isOurs ? link.pathname + link.search : null;
}

export const navigation = new Navigation();
