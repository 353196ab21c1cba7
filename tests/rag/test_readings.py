"""Questions in words that the reader knows better."""

import pytest

from rag.readings import readings_of


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("Why can't Boeing deliver planes?", "What prevents that Boeing deliver planes?"),
        ("Which part is hardest to agree on?", "Which part is the sticking point?"),
        ("What is the main obstacle to peace?", "What is the sticking point to peace?"),
        ("What divides the two sides?", "What could the two sides not agree on?"),
        ("Where do the two sides disagree?", "What could the two sides not agree on?"),
        ("How many people voted?", "What was the turnout?"),
        ("What did the Oslo talks achieve?", "What was the outcome of the Oslo talks?"),
        ("What has the summit in Oslo brought about?", "What was the outcome of the summit in Oslo?"),
        ("Who supplies Europe with most of its gas?", "Who is the largest supplier of gas to Europe?"),
        ("Where does Europe get most of its gas from?", "Who is the largest supplier of gas to Europe?"),
        ("What have French forces been told to do?", "What have French military been ordered to do?"),
        ("What were the forces of nature told to do?", None),
        ("Does the pope have an account on Mastodon?", "Has the pope joined Mastodon?"),
        ("Does the pope have a Mastodon account?", "Has the pope joined Mastodon?"),
        ("Does the pope have a bank account?", None),
        ("Who has the upper hand?", "Who has more leverage?"),
        ("Who was in the stronger position?", "Who has more leverage?"),
        ("Who is at the negotiating table?", "Who are the participants?"),
        ("Who took part in the talks?", "Who are the participants in the talks?"),
        ("Who came out on top?", "Who won?"),
        ("Who's calling the shots in Mali?", "Who is in control in Mali?"),
        ("Who is picking up the tab for the bridge?", "Who pays for the bridge?"),
        ("What did the painting fetch?", "How much did the painting go for?"),
        ("What will the bridge set taxpayers back?", "How much will the bridge cost taxpayers?"),
        ("How bad was the quake?", "How strong was the quake?"),
        ("How bad was the storm?", None),
        ("How many people are being let go?", "How many jobs will be cut?"),
        ("Why is the new bridge behind schedule?", "What is delaying the new bridge?"),
        ("What's the hold-up?", "What is delaying it?"),
        ("What cost Hall his job?", "Why was Hall fired?"),
        ("What is the source of the outbreak?", "Where did the outbreak originate?"),
        ("What did the pope achieve?", None),
        ("How many reprieves has the mine had from Oslo?", "How many times has the deadline been extended?"),
        ("How far did the lira fall?", "By how much did the lira fall?"),
        ("How much did the hackers make off with?", "How much was stolen?"),
        ("How long is he going away for?", "How long was he sentenced to?"),
        ("Who footed the bill for the stadium?", "Who paid for the stadium?"),
        ("Who is to blame for the crash?", "What caused the crash?"),
        ("What is Turkey after?", "What does Turkey want?"),
        ("What was the day after?", None),
        ("What is at stake for the town?", "What could happen to the town?"),
        ("What became of the ship?", "What happened to the ship?"),
        ("Where do things stand with the bridge?", "What has happened with the bridge?"),
        ("How did the markets react to the vote?", "What happened to shares after the vote?"),
        ("How did investors take it?", "What happened to shares?"),
        ("What did Brussels give the green light to?", "What did Brussels approve?"),
        ("Which missile did Berlin let a firm sell to Kyiv?", "Which missile was allowed to be shipped to Kyiv?"),
        ("Which books did Berlin let a firm print?", None),
        ("Will there be another round of talks?", "When is the next round of talks?"),
    ],
)
def test_what_the_reader_hardly_knows_is_also_asked_as_it_knows_it(question: str, reading: str | None) -> None:
    assert readings_of(question) == (question, *([reading] if reading else []))
