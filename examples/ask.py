"""The Python API: index a folder, ask it, check where the answer stands, search passages alone.

    python examples/ask.py [FOLDER [INDEX]]

FOLDER is seeds/ unless given, INDEX is index/.
"""

import sys
from pathlib import Path

from qa import Library, Retriever

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTION = "When did Kim Jong Un make himself general secretary?"


def main(folder: str | Path = SEEDS, index: str | Path = "index") -> None:
    with Library.build([folder], index) as library:
        answer = library.ask(QUESTION)
        # With !r, since a document may hold escapes that a terminal would act on.
        print(f"Answer: {answer.text!r}" if answer.answered else f"No answer: {answer.reason!r}")
        for citation in answer.citations:
            source, span = citation.paragraph.document.source, citation.span
            document = library.document(source)
            if document is None or document.text[span.start : span.end] != citation.quote:
                raise SystemExit(f"{source!r} does not say {citation.quote!r}")
            print(f"[{citation.number}] {source!r} {span.start}-{span.end}: {citation.quote!r}")

    # The retriever alone: passages and scores, no answer.
    for hit in Retriever.open(index).search("elite troops", k=3):
        place = f"{hit.paragraph.document.source!r} paragraph {hit.paragraph.ordinal}"
        print(f"{hit.rank}. {hit.score:.2f} {place}: {hit.citation.quote!r}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
