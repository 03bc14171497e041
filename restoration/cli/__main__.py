"""``python -m restoration.cli`` is the ``restore`` command."""

import sys

from restoration.cli.command import main

sys.exit(main())
