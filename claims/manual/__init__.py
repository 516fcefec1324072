"""The manual of the edits: what their docstrings say, and the cases they are held to."""

from claims.manual.chapters import Chapter, chapters, family_of
from claims.manual.examples import Example, examples_of

__all__ = ["Chapter", "Example", "chapters", "examples_of", "family_of"]
