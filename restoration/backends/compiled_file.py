"""A compiled network kept on disk: found whole, of this user's own making, or not at all."""

import logging
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

DIGEST_BYTES: Final = 32
_OTHERS: Final = 0o022

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CompiledFile:
    """SHA-256 of the content, then the content: wrong bytes would compute wrong pixels and say nothing.

    What goes wrong with the file never keeps anybody from rendering: it is compiled again.
    """

    path: Path

    def read(self) -> bytes | None:
        """Return the content; None where there is none that can be trusted."""
        try:
            if not self._is_own():
                return None
            with self.path.open("rb") as file:
                digest, content = file.read(DIGEST_BYTES), file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            logger.warning("a compiled network cannot be read: %s", error)
            return None
        return content if sha256(content).digest() == digest else None

    def write(self, content: bytes | memoryview) -> None:
        """Keep the content (gigabytes, of a large model), whole or not at all."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.path.parent, suffix=".part", delete=False) as part:
                try:
                    part.write(sha256(content).digest())
                    part.write(content)
                    part.flush()
                    os.fsync(part.fileno())
                    Path(part.name).replace(self.path)
                except OSError:
                    Path(part.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            logger.warning("a compiled network cannot be kept: %s", error)

    def _is_own(self) -> bool:
        """Say whether nobody else can have put it there."""
        found = [self.path.stat(), self.path.parent.stat()]
        return all(one.st_uid == os.getuid() and not one.st_mode & _OTHERS for one in found)
