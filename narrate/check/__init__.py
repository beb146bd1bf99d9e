"""The rules of an edition, and of any podcast's feed.

    feed.xml → rules.feed      what the feed says            any feed
             → rules.files     what stands behind it         an output folder
             → address         what its host answers         an address

Each rule has a name, a severity and the document that asks for it (narrate.check.rules).
"""

from __future__ import annotations

from pathlib import Path

from narrate.check.address import address_problems, fetched
from narrate.check.feed import feed_problems
from narrate.check.files import file_problems
from narrate.errors import CheckError
from narrate.model import Problem


def check_folder(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the edition in an output folder.

    Raises CheckError where there is none.
    """
    try:
        content = (folder / "feed.xml").read_bytes()
    except OSError as error:
        raise CheckError(
            f"{folder}: no edition to check: feed.xml: {error.strerror} (run `narrate build` first)"
        ) from error
    return (*feed_problems(content, None), *file_problems(content, folder))


def check_address(address: str, *, private: bool = False) -> tuple[Problem, ...]:
    """What is wrong with the feed at an address, and with how its host answers.

    Raises CheckError where nothing can be fetched.
    """
    answer = fetched(address, private=private)
    return (
        *feed_problems(answer.content, address),
        *address_problems(answer, address, private=private),
    )


__all__ = ["check_address", "check_folder", "feed_problems"]
