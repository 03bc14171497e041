"""How allauth behaves here: nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):
    """People are added by an administrator; the sign-up page is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
