"""Topic exchanges of AMQP: which routing keys a pattern matches."""

from __future__ import annotations

from collections.abc import Sequence


class TopicPattern:
    """Pattern of a binding: `*` matches one word of a routing key, `#` any number of words."""

    def __init__(self, pattern: str) -> None:
        """Parse a pattern.

        Args:
            pattern: Words with dots between them.
        """
        self._pattern = pattern
        self._parts = _words(pattern)
        self._isLiteral = not {"*", "#"}.intersection(self._parts)

    def matches(self, routingKey: str) -> bool:
        """Check whether a routing key matches."""
        if self._isLiteral:
            return routingKey == self._pattern
        words = _words(routingKey)
        # Numbers of words that the parts of the pattern so far can match. Unlike a regular
        # expression, this takes no longer if there are many `#`.
        reached = {0}
        for part in self._parts:
            if part == "#":
                reached = set(range(min(reached), len(words) + 1))
            else:
                reached = {
                    count + 1
                    for count in reached
                    if count < len(words) and part in ("*", words[count])
                }
            if not reached:
                return False
        return len(words) in reached


def _words(key: str) -> Sequence[str]:
    # To RabbitMQ, the empty string has no words, not an empty one.
    return key.split(".") if key else ()
