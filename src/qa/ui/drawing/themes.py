"""The two themes of qa, one dark and one light."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="qa-dark",
    dark=True,
    background="#15171c",
    surface="#1a1d23",
    panel="#22262e",
    foreground="#d5d8de",
    primary="#86aed1",
    secondary="#8f98a8",
    accent="#e3b562",
    success="#94bf8b",
    warning="#dfa45c",
    error="#de7f86",
    variables={
        "text-primary": "#86aed1",  # as it is; textual would make it paler
        "footer-key-foreground": "#86aed1",
        "footer-background": "#15171c",
        "footer-description-foreground": "#8f98a8",
        "input-cursor-background": "#d5d8de",
        "scrollbar": "#2d323c",
        "scrollbar-hover": "#3a404c",
        "scrollbar-active": "#86aed1",
        "scrollbar-background": "#15171c",
        "scrollbar-background-hover": "#15171c",
        "scrollbar-background-active": "#15171c",
        "border": "#86aed1",
        "border-blurred": "#2d323c",
    },
)

LIGHT = Theme(
    name="qa-light",
    dark=False,
    background="#faf8f3",
    surface="#f4f1e9",
    panel="#e9e5da",
    foreground="#2b2e35",
    primary="#2b628c",
    secondary="#676d78",
    accent="#b97f0f",
    success="#3f7d3a",
    warning="#a8630a",
    error="#b23a42",
    variables={
        "text-primary": "#2b628c",
        "footer-key-foreground": "#2b628c",
        "footer-background": "#faf8f3",
        "footer-description-foreground": "#676d78",
        "scrollbar": "#d8d3c5",
        "scrollbar-hover": "#c5bfae",
        "scrollbar-active": "#2b628c",
        "scrollbar-background": "#faf8f3",
        "scrollbar-background-hover": "#faf8f3",
        "scrollbar-background-active": "#faf8f3",
        "border": "#2b628c",
        "border-blurred": "#d8d3c5",
    },
)
