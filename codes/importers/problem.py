"""The one way in which a reference file is refused."""

from __future__ import annotations


class UnreadableFile(Exception):  # noqa: N818 - named for what it says of the file
    """The file is refused as a whole; the message is one plain sentence for the operator.

    Where a person can answer what the file leaves open, ``asks`` names the option (``release``,
    ``allow_fewer``) and ``option`` how the command takes the answer; a page shows ``plain``.
    """

    def __init__(self, plain: str, *, asks: str = "", option: str = "") -> None:
        super().__init__(f"{plain}{option}.") if option else super().__init__(plain)
        self.plain = f"{plain}." if option else plain
        self.asks = asks
