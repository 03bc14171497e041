"""What can be wrong with the catalogue."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Conflict


class EditionInUse(Conflict):
    code = "edition_in_use"
    title = _("This edition is being restored")
    sentence = _("“%(name)s” restores this edition. Choose another edition there first.")
    retryable = False
