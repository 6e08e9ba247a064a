"""One-to-one matching of claims that were made to claims that people wrote."""

from collections.abc import Iterable

Likes = frozenset[int]
"""Numbers of the written claims that a made one is close enough to."""


class Matching:
    """The largest matching so far: each claim that is added may find a partner, others giving way."""

    def __init__(self, likes: Iterable[Likes] = ()) -> None:
        self._likes: list[Likes] = []
        self._partner: dict[int, int] = {}
        for each in likes:
            self.add(each)

    @property
    def hits(self) -> int:
        """How many written claims have a partner."""
        return len(self._partner)

    def add(self, likes: Likes) -> bool:
        """Add a claim; return whether one more written claim has a partner now."""
        self._likes.append(likes)
        return self._augment(len(self._likes) - 1, set(), self._partner)

    def would_add(self, likes: Likes) -> bool:
        """Whether adding a claim would give one more written claim a partner."""
        if not likes:
            return False
        self._likes.append(likes)
        gains = self._augment(len(self._likes) - 1, set(), dict(self._partner))
        self._likes.pop()
        return gains

    def _augment(self, number: int, seen: set[int], partner: dict[int, int]) -> bool:
        for written in self._likes[number] - seen:
            seen.add(written)
            if written not in partner or self._augment(partner[written], seen, partner):
                partner[written] = number
                return True
        return False
