"""Who or what a name is: only what stands beside it as a title, between commas, behind "is", or spelled out."""

import pytest

from rag.describing import asks_what_is, describe


@pytest.mark.parametrize("question", ["Who is He Lifeng?", "and what is the EU?", "Who was Bessent", "What's TikTok?"])
def test_a_name_alone_asks_who_or_what_it_is(question: str) -> None:
    assert asks_what_is(question)


@pytest.mark.parametrize(
    "question",
    ["Who is the president of France?", "Who is He Lifeng’s deputy?", "Who is right?", "What is a tariff?",
     "Who are Bessent and Greer?", "What is TikTok worth?", "Who is in Madrid?"],
)  # fmt: skip
def test_anything_beside_the_name_asks_something_else(question: str) -> None:
    assert not asks_what_is(question)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("Treasury Secretary Scott Bessent spoke.", "bessent", "Treasury Secretary"),
        ("Talks with Chinese Vice Premier He Lifeng ended.", "he lifeng", "Chinese Vice Premier"),
        ("They fear what befell Ukraine’s President Zelensky.", "zelensky", "Ukraine’s President"),
        ("He owns TikTok, the popular video app whose fate is open.", "tiktok", "the popular video app"),
        ("It met Jon Ode, Norway’s trade envoy, in Oslo.", "ode", "Norway’s trade envoy"),
        ("“It may end,” said Ann Wu, associate professor of law at Yale.", "wu", "associate professor of law at Yale"),
        ("It was Tesla CEO Elon Musk.", "musk", "Tesla CEO"),
        ("WNBA All-Star Brittney Griner came.", "griner", "WNBA All-Star"),
        ("Giuliani’s attorney, Jon Ode, came.", "ode", "Giuliani’s attorney"),
        ("TikTok is a video app, and popular.", "tiktok", "a video app"),
        ("Its Chinese parent company, ByteDance, must sell.", "bytedance", "Chinese parent company"),
        ("Its parent company ByteDance must sell.", "bytedance", "parent company"),
        ("It was said by Foreign Ministry spokesperson Lin Jian.", "lin jian", "Foreign Ministry spokesperson"),
        ("Lifeng and veteran negotiator Li Chenggang came.", "li chenggang", "veteran negotiator"),
        (
            "They met at the Asia-Pacific Economic Cooperation (APEC) forum.",
            "apec",
            "Asia-Pacific Economic Cooperation",
        ),
    ],
)
def test_what_stands_beside_a_name_says_what_it_is(text: str, name: str, said: str) -> None:
    assert describe(text, frozenset(name.split())) == said
    assert said in text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bessent met He Lifeng in Madrid.", "bessent"),
        ("In Madrid, the two sides agreed on TikTok.", "madrid"),
        ("He made deals with Japan, the European Union and South Korea.", "japan"),
        ("Strategically, Xi is strong.", "xi"),
        ("TikTok Shop, a market, has opened.", "tiktok"),
        ("Bessent, the talks said, was tired.", "bessent"),
        ("A summit of Presidents Trump and Xi is near.", "trump"),
        ("They met in Oslo (APEC).", "apec"),
        ("The Justice Department closed.", "department"),
        ("A visit would grant leader Xi Jinping a victory.", "xi jinping"),
        ("It rained in Georgia, a storm struck on Friday.", "georgia"),
        ("Nobody is named.", ""),
    ],
)
def test_what_a_sentence_tells_of_a_name_otherwise_is_no_description(text: str, name: str) -> None:
    assert describe(text, frozenset(name.split())) is None
