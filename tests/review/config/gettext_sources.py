"""What the code asks gettext for: the messages of Python files and of Django templates."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import allauth
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from review.config.runtime import CHECKOUT

LIBRARIES = Path(allauth.__file__).parents[1]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


class Message(NamedTuple):
    """A message by its context (mostly None) and its English, the singular where there are two forms."""

    context: str | None
    english: str


def messages_of(path: Path) -> Iterator[Message]:
    """Yield every message that the Python file or template asks for."""
    text = path.read_text()
    if path.suffix != ".py":
        # Django's own translation of a template to code; its indentation means nothing to Python's tokenizer.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        english = found if isinstance(found, str) else found[0]
        yield Message(context, english)


def messages_in(paths: Iterable[Path]) -> set[Message]:
    return {message for path in paths for message in messages_of(path)}


def own_messages() -> set[Message]:
    """Return what the site and the workers ask for."""
    python = [path for folder in ("review", "workers") for path in (CHECKOUT / folder).rglob("*.py")]
    templates = [path for path in (CHECKOUT / "review" / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    return messages_in([*python, *templates])


# Parts of allauth that are switched off here: sign-up, telephones, passkeys, codes instead of links, notifications.
SWITCHED_OFF = (
    *("webauthn", "phone", "base_notification", "trust", "account_already_exists", "signup.html", "signup_by_passkey"),
    *("confirm_email_verification_code", "confirm_password_reset_code", "password_reset_code", "email_change.html"),
    *("mfa/email/", "verified_email_required", "email_changed", "email_deleted_", "email_confirm_", "password_set_"),
    *("password_changed_", "password_reset_message", "password_reset_subject"),
)
# What only such parts say in modules that other parts use.
UNSAID = ("phone", "username", "security key", "passkey", "Phone", "Username")
MODULES = (
    *("allauth/account/adapter.py", "allauth/account/fields.py", "allauth/account/forms.py"),
    *("allauth/mfa/base/forms.py", "allauth/mfa/totp/forms.py"),
    "django/contrib/auth/password_validation.py",
)
# Django's forms know many fields; these are what the forms of a login can answer.
FORM_ERRORS = {
    Message(None, "This field is required."),
    Message(None, "Enter a valid email address."),
    Message(None, "Null characters are not allowed."),
}


def library_messages() -> set[Message]:
    """Return what people can read of the libraries' own pages, forms and mails, as long as we do not replace them."""
    ours = CHECKOUT / "review" / "templates"
    theirs = LIBRARIES / "allauth" / "templates"
    templates = [
        path
        for folder in ("account", "mfa")
        for path in (theirs / folder).rglob("*.*")
        if not any(name in str(path) for name in SWITCHED_OFF) and not (ours / path.relative_to(theirs)).exists()
    ]
    said = messages_in([*templates, *(LIBRARIES / module for module in MODULES)]) | FORM_ERRORS
    return {message for message in said if not any(word in message.english for word in UNSAID)}
