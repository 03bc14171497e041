"""The film library from a shell: ``restore`` films, ``hand-repair`` to paint tools and back, ``look`` for grades."""
