"""What is told of documents without reading them: facts, mentions, sentences' vectors."""

import numpy as np

from qa.library import Library
from qa.store.filters import Filter


def test_the_catalogue_has_all_documents_in_order(library: Library) -> None:
    facts = library.catalogue.facts()
    assert [one.source for one in facts] == ["bridge.txt", "notes/harvest.md"]
    assert facts[0].author == "Ada Miller"
    assert facts[0].published == "2024-11-06"
    assert [one.source for one in library.catalogue.facts(Filter.of("author=Ada Miller"))] == [
        "bridge.txt"
    ]


def test_mentions_count_documents_and_give_the_first_paragraph(library: Library) -> None:
    count, found = library.catalogue.mentions("frost in April", 5)
    assert count == 1
    assert found[0].paragraph.document.source == "notes/harvest.md"
    assert "frost" in found[0].paragraph.text.lower()
    assert library.catalogue.mentions("bridge", 0)[0] == 1
    assert library.catalogue.mentions("zebras", 5) == (0, ())
    assert library.catalogue.mentions("?!", 5) == (0, ())


def test_words_apart_count_where_no_document_has_them_side_by_side(library: Library) -> None:
    assert library.catalogue.mentions("bridge Wend engineers", 5)[0] == 1


def test_paragraphs_that_say_one_of_several_words(library: Library) -> None:
    found = library.catalogue.paragraphs_saying(["mayor", "blossom"], 5)
    assert [p.document.source for p in found] == ["bridge.txt", "notes/harvest.md"]
    assert len(library.catalogue.paragraphs_saying(["mayor", "blossom"], 1)) == 1


def test_each_sentence_has_one_vector_of_unit_length(library: Library) -> None:
    document = library.document("bridge.txt")
    assert document is not None
    sentences = library.catalogue.sentence_vectors(document)
    assert len(sentences.places) == len(sentences.vectors) > 3
    assert len({span for _, span in sentences.places}) == len(sentences.places)
    assert np.allclose(np.linalg.norm(sentences.vectors, axis=1), 1, atol=0.01)
