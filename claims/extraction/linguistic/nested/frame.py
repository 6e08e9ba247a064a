"""The tree of a statement: its tokens by what they depend on inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extraction.linguistic.tree import SUBJECTS

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.phrasing import Phrasing


class Frame:
    """A statement as a tree; the item of a split list stands where the list stood in the parse."""

    def __init__(self, phrasing: Phrasing) -> None:
        self.phrasing = phrasing
        self.tokens = phrasing.tokens
        self.inside = {token.i for token in phrasing.tokens}
        self.relation: dict[int, str] = {}
        self.parent: dict[int, int] = {}
        self.children: dict[int, list[Token]] = {}
        self.root = self._place_all(phrasing.predicate)
        self._subtrees: dict[int, frozenset[int]] = {}

    def _place_all(self, predicate: Token) -> int:
        stands_for = self._items()
        root = stands_for.get(predicate.i, predicate.i)
        for token in self.tokens:
            top = token
            while top.dep_ == "conj" and top.head.i not in self.inside and top.i != predicate.i:
                top = top.head
            parent = top.head.i if top.head.i in self.inside else stands_for.get(top.head.i, root)
            self.relation[token.i] = top.dep_
            if token.i != root:
                self.parent[token.i] = parent if parent != token.i else root
                self.children.setdefault(self.parent[token.i], []).append(token)
        return root

    def _items(self) -> dict[int, int]:
        """Return for each list whose first item was left out the item that stands in its place."""
        found: dict[int, int] = {}
        for token in self.tokens:
            top = token
            while top.dep_ == "conj" and top.head.i not in self.inside and top.head.i != top.i:
                top = top.head
                found.setdefault(top.i, token.i)
        return found

    def subtree(self, i: int) -> frozenset[int]:
        """Return the positions of a token and all below it."""
        if i not in self._subtrees:
            held, todo = {i}, [i]
            while todo:
                for child in self.children.get(todo.pop(), ()):
                    if child.i not in held:
                        held.add(child.i)
                        todo.append(child.i)
            self._subtrees[i] = frozenset(held)
        return self._subtrees[i]

    def has(self, i: int, *relations: str) -> bool:
        """Whether a token has a child of one of these relations."""
        return any(self.relation[child.i] in relations for child in self.children.get(i, ()))

    def words_below(self, i: int, *relations: str) -> set[str]:
        """Return the words of the children of these relations, in lower case."""
        return {child.lower_ for child in self.children.get(i, ()) if self.relation[child.i] in relations}

    def is_subject(self, i: int) -> bool:
        """Whether a token is the subject of something."""
        return self.relation[i] in SUBJECTS
