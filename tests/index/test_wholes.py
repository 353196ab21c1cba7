from pathlib import Path

import index
from index.fusing import fuse
from index.types import Article
from index.wholes import rank_wholes
from index.words import WordIndex
from tests.conftest import WordEmbedder


def article(name: str, text: str) -> Article:
    return Article(id=name, text=text)


def test_the_article_that_speaks_of_it_throughout_comes_before_one_that_names_it_once() -> None:
    once = article("once", "The ferry stopped. " + "Bread was cheap. " * 20)
    throughout = article("throughout", "The ferry stopped. The ferry was old. Nobody missed the ferry.")
    known = WordIndex()
    known.add([(1, once.text), (2, throughout.text)])
    assert rank_wholes("Why did the ferry stop?", [once, throughout], known) == ["throughout", "once"]


def test_a_rare_word_of_the_question_counts_more_than_a_common_one() -> None:
    common, rare = article("common", "Boats, boats and boats."), article("rare", "A zeppelin and one of the boats.")
    known = WordIndex()
    known.add([(number, "Boats again.") for number in range(20)])
    assert rank_wholes("zeppelin boats", [common, rare], known) == ["rare", "common"]


def test_between_equals_the_order_in_which_they_were_found_stays_and_nothing_is_no_error() -> None:
    both = [article("b", "It rained."), article("a", "It rained.")]
    assert rank_wholes("Did it snow?", both, WordIndex()) == ["b", "a"]
    assert rank_wholes("?", [], WordIndex()) == []


def test_numbers_that_share_a_place_get_the_same_for_it() -> None:
    assert dict(fuse([[1, 2]], [[2, 3], [1]])) == {1: 1 / 61 + 1 / 62, 2: 1 / 62 + 1 / 61, 3: 1 / 61}


def test_a_passage_whose_article_speaks_of_the_same_is_found_before_its_twin(tmp_path: Path) -> None:
    opening = "The quiet harbour\n\nThe harbour was quiet. " + "It was so for long. " * 25
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(f"{opening}\n\n" + " ".join(f"Word{n} followed." for n in range(60)))
    (texts / "b.txt").write_text(f"{opening}\n\n" + " ".join(f"Boats left harbour {n}." for n in range(60)))
    with index.build(texts, tmp_path / "index", embedder=WordEmbedder()) as collection:
        ranked = [collection.passage(number) for number, _ in collection.searcher.ranked("Was it quiet in harbour?")]
    opened = [stored[0].id for stored in ranked if stored and stored[1].start < len(opening)]
    assert opened[:2] == ["b", "a"]
