"""Work that shows dialogs: one at a time, so that no dialog opens over another."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual import work
from textual.screen import Screen

GROUP = "dialog"
Shows = TypeVar("Shows", bound=Screen[None])
Arguments = ParamSpec("Arguments")


def dialog(
    method: Callable[Concatenate[Shows, Arguments], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Shows, Arguments], None]:
    """Runs a method of a screen as a worker; not while another one shows dialogs."""
    begin = work(group=GROUP, exit_on_error=False)(method)

    @wraps(method)
    def start(screen: Shows, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        if not any(each.group == GROUP and each.is_running for each in screen.workers):
            screen.app.clear_notifications()  # they would lie over it
            begin(screen, *args, **kwargs)

    return start
