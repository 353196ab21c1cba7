from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.chunking import PASSAGE_WORDS, cut_passages, cut_sentences, in_context, size
from index.cleaning import clean
from index.describing import describe
from index.embedding import packaged_folder
from index.types import Article

LINES = st.sampled_from(
    [
        "Bridge Reopens After Repair",
        "The bridge reopened on Monday. Mr. Smith of the U.S. Treasury paid $1.5 bn. “No,” he said.",
        "Comments (0)",
        "Why Is It So Late?",
        "word " * 150 + "end.",
        "no full stop here " * 100,
        "He said: “Yes.” She left! 😀 Prices rose 14.7 per cent.",
    ]
)
TEXTS = st.one_of(st.lists(LINES, min_size=1, max_size=12).map("\n\n".join), st.text(min_size=1, max_size=500)).filter(
    clean
)


def made(text: str) -> Article:
    text = clean(text)
    return Article(id="a", text=text, source=describe(text, {}), sentences=cut_sentences(text))


def sentences(text: str) -> list[str]:
    article = made(text)
    return [article.sentence(position).text for position in range(len(article.sentences))]


@given(TEXTS)
def test_sentences_and_passages_are_slices_and_each_sentence_is_in_exactly_one_passage(text: str) -> None:
    article = made(text)
    passages = cut_passages(article)
    assert all(passage.text == article.text[passage.start : passage.end] for passage in passages)
    for start, end in article.sentences:
        assert article.text[start:end].strip() == article.text[start:end] != ""
        assert sum(passage.start <= start and end <= passage.end for passage in passages) == 1
    assert all(one.end <= other.start for one, other in pairwise(passages))


def test_abbreviations_do_not_end_a_sentence_and_closing_quotes_do() -> None:
    text = "Mr. Smith of the U.S. Treasury paid $1.5 bn. Prices rose 14.7 per cent. “We said no.” They left."
    assert sentences(text) == [
        "Mr. Smith of the U.S. Treasury paid $1.5 bn.",
        "Prices rose 14.7 per cent.",
        "“We said no.”",
        "They left.",
    ]


def test_a_sentence_may_end_with_an_abbreviation() -> None:
    text = "It eased relations with the U.S. Russia, however, did not help. It sued the U.S. The case failed."
    assert sentences(text) == [
        "It eased relations with the U.S.",
        "Russia, however, did not help.",
        "It sued the U.S.",
        "The case failed.",
    ]
    text = "It competes with the U.S. Strategically, Xi is strong. It sued the U.S. Treasury."
    assert sentences(text) == [
        "It competes with the U.S.",
        "Strategically, Xi is strong.",
        "It sued the U.S. Treasury.",
    ]


def test_no_sentence_ends_inside_an_abbreviation() -> None:
    text = "The anti-U.S. alliance has failed. A pro-E.U. party won."
    assert sentences(text) == ["The anti-U.S. alliance has failed.", "A pro-E.U. party won."]


def test_headlines_and_furniture_are_no_sentences() -> None:
    furniture = "Write to Ann Lee at lee@coast.org"
    text = (
        f"Bridge Reopens After Repair\n\nIt reopened on Monday.\n\n{furniture}\n\nWhy Is It So Late?\n\nNobody knows."
    )
    assert sentences(text) == ["It reopened on Monday.", "Nobody knows."]


def test_a_passage_never_runs_across_furniture_but_holds_the_heading_before_its_sentences() -> None:
    text = "It reopened on Monday.\n\nWrite to Ann Lee at lee@coast.org\n\nWhy Is It So Late?\n\nNobody knows."
    assert [passage.text for passage in cut_passages(made(text))] == [
        "It reopened on Monday.",
        "Why Is It So Late?\n\nNobody knows.",
    ]


def test_a_text_of_headings_alone_can_still_be_quoted() -> None:
    assert sentences("Bridge Reopens After Repair") == ["Bridge Reopens After Repair"]


def test_a_text_without_full_stops_is_cut_at_spaces() -> None:
    pieces = sentences("word " * 1_000 + "end.")
    assert max(map(len, pieces)) <= 1_200
    assert "".join(pieces).count("word") == 1_000


def test_passages_of_a_run_are_of_even_length() -> None:
    text = " ".join(["Ten words make this sentence as long as it is."] * 19)
    assert [len(passage.text.split()) for passage in cut_passages(made(text))] == [90, 100]
    assert PASSAGE_WORDS == 120


def test_the_headline_is_searched_with_a_passage_but_opening_words_are_not() -> None:
    titled, untitled = (
        made("Bridge Reopens\n\nIt was late.\n\nWrite to Ann Lee at lee@coast.org\n\nIt rained."),
        made("It was late. It rained."),
    )
    assert [in_context(titled, passage) for passage in cut_passages(titled)] == [
        "Bridge Reopens\n\nIt was late.",
        "Bridge Reopens\nIt rained.",
    ]
    assert [in_context(untitled, passage) for passage in cut_passages(untitled)] == ["It was late. It rained."]


CHINESE = "经过八个月的维修，港口大桥于星期一重新开放。市长在给记者的一份声明中说，费用为四千一百万欧元！"


@pytest.mark.parametrize(
    "sentence",
    [
        CHINESE,
        "港の橋は８か月の修理を経て月曜日に再開したと、市長が記者団への声明で述べた。",
        "항구의 다리가 8개월간의 수리 끝에 월요일에 다시 열렸다고 시장이 기자들에게 보낸 성명에서 밝혔다. ",
        "Мост через гавань вновь открылся в понедельник после восьми месяцев ремонта, заявил мэр журналистам. ",
        "สะพานข้ามท่าเรือเปิดใช้งานอีกครั้งเมื่อวันจันทร์หลังจากซ่อมแซมนานแปดเดือน",
    ],
    ids=["Chinese", "Japanese", "Korean", "Russian", "Thai"],
)
def test_a_passage_of_another_script_fits_what_the_encoder_sees(sentence: str) -> None:
    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    passages = cut_passages(made(sentence * 60))
    assert max(len(tokenizer.encode(passage.text).ids) for passage in passages) <= 256
    assert min(size(passage.text) for passage in passages) >= 80


def test_chinese_sentences_end_at_their_own_full_stops_and_are_cut_at_commas_where_there_is_none() -> None:
    assert sentences(CHINESE * 2)[:2] == [CHINESE[:22], CHINESE[22:]]
    pieces = sentences("经过八个月的维修，" * 200)
    assert {piece[-1] for piece in pieces} == {"，"}
    assert max(map(len, pieces)) <= 240
