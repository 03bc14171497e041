"""Every element that can be operated says what it is."""

import re

from playwright.sync_api import Page

_OPERATED = "button|checkbox|combobox|link|menuitem|radio|searchbox|slider|spinbutton|switch|tab|textbox"
_NAMELESS = re.compile(rf"^\s*- (?:{_OPERATED})(?! \")\b.*$", re.MULTILINE)


def nameless(page: Page) -> list[str]:
    """Return the lines of the page's accessibility tree that stand for operable elements without a name."""
    return _NAMELESS.findall(page.locator("body").aria_snapshot())
