"""People at their browsers."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Response, ViewportSize, expect

from tests.e2e.site import PASSWORD

SCREEN: ViewportSize = {"width": 1280, "height": 800}


@dataclass
class Person:
    """One person's page, and everything that went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._note_failure)

    def _note_failure(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")


def log_in(browser: Browser, address: str, name: str, *, touch: bool = False) -> Person:
    """Return ``name`` logged in through the login page, on the catalogue; ``touch``: with a screen for fingers."""
    context = browser.new_context(viewport=SCREEN, base_url=address, has_touch=touch)
    person = Person(context.new_page())
    person.page.goto("/")
    person.page.locator("#id_login").fill(f"{name}@example.org")
    person.page.locator("#id_password").fill(PASSWORD)
    person.page.locator("button[type=submit]").click()
    expect(person.page).to_have_url(f"{address}/")
    return person
