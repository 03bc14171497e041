"""The film library from a shell: ``restore`` for films, ``hand-repair`` for frames to paint tools and back."""
