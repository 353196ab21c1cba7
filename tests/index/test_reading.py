# ruff: noqa: E501, RUF001, ISC004 - documents as they come, in which the ends of lines and Cyrillic letters count
import io
import os
import sys
import zipfile
from collections.abc import Iterator

import docx
import pytest

from evals.ingesting import pdf
from index.documents import Content
from index.errors import ArticleTooLargeError, ArticleUnreadableError
from index.reading import pages
from index.reading.confining import Confined
from index.reading.feeds import read_feed
from index.reading.mail import read_archive, read_mail
from index.reading.office import read_docx
from index.reading.pages import check_nesting, read_page, text_of
from index.reading.worker import answer

PAGE = b"""<html lang="en"><head><title>Bridge reopens | Coast Daily</title>
<meta property="og:site_name" content="Coast Daily"><meta property="article:published_time" content="2025-09-14T10:00:00Z">
<meta property="article:author" content="https://coast.example/ann"><link rel="canonical" href="/bridge?utm_source=x">
<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "No"}, {"@type": ["OpinionNewsArticle"],
"author": [{"name": "Ann Lee"}, {"name": "Bo Li"}], "dateModified": "2025-09-15"}]}</script></head><body>
<nav><a href="/">Home</a></nav><article><h1>Bridge reopens</h1>
<p>The harbour bridge reopened on Monday after a repair of two years that cost 41 million euros.</p>
<figure><img src="x.png"><figcaption>The bridge at dawn.</figcaption></figure><h2>Ferries</h2>
<p>Night ferries stop in July because fewer cars cross by boat, the operator said on Tuesday.</p>
<ul><li>One ferry stays.</li><li>Two are sold.</li></ul></article>
<div class="comments"><p>First comment!</p></div><footer><p>Copyright</p></footer></body></html>"""


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    confined = Confined()
    yield confined
    confined.close()


def test_a_page_gives_its_article_and_says_which_field_says_what() -> None:
    page = read_page(PAGE, "a.html", url="https://coast.example/x")
    assert page.text.split("\n") == [
        "Bridge reopens",
        "The harbour bridge reopened on Monday after a repair of two years that cost 41 million euros.",
        "Ferries",
        "Night ferries stop in July because fewer cars cross by boat, the operator said on Tuesday.",
        "- One ferry stays.",
        "- Two are sold.",
    ]
    assert page.stated == {
        "title": ("Bridge reopens | Coast Daily", "title"),
        "source": ("Coast Daily", "og:site_name"),
        "author": ("Ann Lee; Bo Li", "ld:author"),
        "date": ("2025-09-14T10:00:00Z", "article:published_time"),
        "updated": ("2025-09-15", "ld:dateModified"),
        "language": ("en", "html lang"),
        "url": ("https://coast.example/bridge?utm_source=x", "link canonical"),
        "kind": ("OpinionNewsArticle", "ld:@type"),
    }


@pytest.mark.parametrize("charset", ["iso-8859-2", "windows-1251"])
def test_a_page_is_read_in_the_charset_that_it_declares(charset: str) -> None:
    words = {
        "iso-8859-2": "Most w Łodzi otwarto w poniedziałek po dwóch latach.",
        "windows-1251": "Мост снова открыт с понедельника.",
    }
    html = f'<html><head><meta charset="{charset}"></head><body><article><p>{words[charset] * 4}</p></article></body></html>'
    page = read_page(html.encode(charset), "a.html")
    assert words[charset] in page.text
    assert page.stated["encoding"] == (charset, "its bytes")


@pytest.mark.parametrize(
    "linked", ["{", "[" * 9_999, '{"@type": 5}', '{"@graph": "x"}', "null", '[1, {"@type": "Thing"}]']
)
def test_linked_data_that_is_none_is_passed_over(linked: str) -> None:
    html = PAGE.replace(PAGE[PAGE.index(b'{"@graph"') : PAGE.index(b"</script>")], linked.encode())
    assert "author" not in read_page(html, "a.html").stated


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"<div>" * 100_000 + b"Text.", "is nested more than 256 deep"),
        (b"<b>" * 100_000 + b"Text.", "is nested more than 256 deep"),
        (b"<br>" * 100_002, "has more than 50,000 elements"),
        (b"<html><body></body></html>", "has no article that can be told from the page around it"),
        (b"", "cannot be read as a page"),
    ],
)
def test_a_page_of_which_text_would_be_lost_in_silence_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(ArticleUnreadableError, match=why):
        read_page(raw, "a.html")


def test_sloppy_pages_are_not_taken_for_deep_ones() -> None:
    check_nesting(b"<p>One.<p>Two.<li>x" * 400, "a.html")
    check_nesting(b"<div><b>open</div>" * 400, "a.html")
    check_nesting(b"</div>" * 400, "a.html")


def test_a_fragment_becomes_lines_of_its_visible_words() -> None:
    html = "<p>One <b>two</b>&amp;three</p><script>no</script><ul><li>four</li></ul>five<br>six<style>no</style>"
    assert text_of(html) == "One two&three\n- four\nfive\nsix"
    assert text_of("plain > text") == "plain > text"


MAIL = b"""Subject: =?utf-8?q?Br=C3=BCcke?= offen\r\nFrom: Ann Lee <lee@coast.example>\r\nDate: Sun, 14 Sep 2025 08:00:00 +0000
MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable\r\n\r\nDie Br=FCcke ist offen.\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>No.</p>\r\n--x--\r\n"""


def test_a_message_gives_its_words_and_its_headers() -> None:
    assert read_mail(MAIL, "a.eml") == Content(
        text="Die Brücke ist offen.",
        stated={
            "title": ("Brücke offen", "Subject"),
            "author": ("Ann Lee", "From"),
            "date": ("Sun, 14 Sep 2025 08:00:00 +0000", "Date"),
        },
    )
    html = b"Subject: A\r\nContent-Type: text/html\r\n\r\n<p>One.</p><p>Two.</p>"
    assert read_mail(html, "a.eml").text == "One.\nTwo."
    with pytest.raises(ArticleUnreadableError, match="is no e-mail"):
        read_mail(b"\r\nOnly words.", "a.eml")


def test_a_saved_page_in_one_file_gives_its_article_and_its_address() -> None:
    head = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://coast.example/b\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    multi = (
        b'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n'
    )
    page = read_archive(head + multi + PAGE + b"\r\n--x--\r\n", "a.mhtml")
    assert "The harbour bridge reopened" in page.text
    assert page.stated["url"][0] == "https://coast.example/bridge?utm_source=x"
    with pytest.raises(ArticleUnreadableError, match="holds no page"):
        read_archive(b"Content-Type: text/plain\r\n\r\nwords", "a.mhtml")


RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Coast Daily</title><language>en</language><item><title>Bridge &amp;amp; ferry</title><link>https://coast.example/b</link>
<guid>g1</guid><pubDate>Sun, 14 Sep 2025 08:00:00 GMT</pubDate><description>Short.</description>
<c:encoded><![CDATA[<p>It <b>reopened</b>.</p><script>x</script>]]></c:encoded></item><item><title>Two</title></item></channel></rss>"""


def test_every_entry_of_a_feed_is_an_article_with_what_the_feed_says_of_it() -> None:
    first, second = read_feed(RSS, "a.rss")
    assert (first.text, first.name) == ("It reopened.", "g1")
    assert first.stated["title"] == ("Bridge & ferry", "feed title")
    assert first.stated["source"] == ("Coast Daily", "feed's own title")
    assert first.stated["date"][0] == "Sun, 14 Sep 2025 08:00:00 GMT"
    assert "updated" not in second.stated
    with pytest.raises(ArticleUnreadableError, match="no RSS or Atom feed"):
        read_feed(b"/etc/passwd", "a.rss")  # a name is no feed, and no file is opened by it


def test_entities_of_a_feed_are_neither_expanded_to_billions_nor_read_from_files(confined: Confined) -> None:
    laughs = b'<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    for entities, use in ((laughs, b"&j;"), (b'<!ENTITY j SYSTEM "file:///etc/passwd">', b"&j;")):
        raw = b'<?xml version="1.0"?><!DOCTYPE r [' + entities + b"]>" + RSS.split(b"?>")[1].replace(b"Short.", use)
        for entry in confined.read("feed", raw.replace(b"c:encoded", b"c:other"), "a.rss"):
            assert len(entry.text) < 1_000
            assert "root:" not in entry.text


def word_file(**members: bytes) -> bytes:
    document = docx.Document()
    document.core_properties.title = "Bridge"
    document.add_paragraph("The bridge reopened.")
    document.add_paragraph("One ferry stays.", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "cost", "41 million"
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return file.getvalue()


def test_a_word_file_gives_its_paragraphs_and_tables_in_order() -> None:
    content = read_docx(word_file(), "a.docx")
    assert content.text.split("\n\n") == ["The bridge reopened.", "- One ferry stays.", "cost | 41 million"]
    assert content.stated["title"] == ("Bridge", "Word title")
    assert "date" not in content.stated  # when a file was made is not when it was published


def test_a_word_file_that_unpacks_to_gigabytes_is_refused_before_it_does() -> None:
    with pytest.raises(ArticleTooLargeError, match="unpacks to more than"):
        read_docx(word_file(bomb=bytes(110_000_000)), "a.docx")


def test_a_parser_that_hangs_dies_or_raises_fails_its_file_and_no_other() -> None:
    code = (
        "import os, sys, time, json\n"
        "while line := sys.stdin.buffer.readline():\n"
        "    what = sys.stdin.buffer.read(json.loads(line)['size'])\n"
        "    if what == b'hang': time.sleep(60)\n"
        "    if what == b'die': os._exit(3)\n"
        "    if what == b'lie': print('[1, 2]', flush=True); continue\n"
        "    print(json.dumps({'documents': [{'text': what.decode(), 'stated': {}, 'given': {}, 'name': ''}]}), flush=True)\n"
    )
    confined = Confined((sys.executable, "-c", code), seconds=5)
    hurried = Confined((sys.executable, "-c", code), seconds=0.2)
    with pytest.raises(ArticleUnreadableError, match=r"took its parser more than 0\.2 s"):
        hurried.read("page", b"hang", "a.html")
    with pytest.raises(ArticleUnreadableError, match="its parser died of it"):
        confined.read("page", b"die", "a.html")
    assert confined.read("page", b"fine", "b.html") == [Content(text="fine")]
    with pytest.raises(ArticleUnreadableError, match="gave no sensible reply"):
        confined.read("page", b"lie", "a.html")
    confined.close()
    assert confined.read("page", b"again", "b.html") == [Content(text="again")]
    confined.close()
    hurried.close()


def test_what_a_parser_raises_is_a_finding_on_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(raw: bytes, place: str) -> Content:
        raise RuntimeError("deep inside")

    def hungry(raw: bytes, place: str) -> Content:
        raise MemoryError

    for reader, reason in (
        (bad, "its parser failed: RuntimeError: deep inside"),
        (hungry, "takes more memory than one file may"),
    ):
        monkeypatch.setitem(answer.__globals__["READERS"], "mail", reader)
        assert answer({"kind": "mail", "size": 0, "place": "a"}, io.BytesIO())["reason"] == reason
    request = {"kind": "page", "size": len(PAGE), "place": "a", "declared": "", "url": ""}
    assert "documents" in answer(request, io.BytesIO(PAGE))
    assert answer(request | {"size": 0}, io.BytesIO())["large"] is False


def test_the_lines_of_a_pdf_become_paragraphs_without_running_heads(confined: Confined) -> None:
    def page(number: int, *lines: str) -> list[tuple[int, int, str]]:
        body = [(72, 700 - 14 * at, line) for at, line in enumerate(lines)]
        return [(72, 760, "Coast Daily, 14 September"), *body, (300, 40, str(number))]

    raw = pdf([
        page(1, "The harbour bridge reopened on Monday after a long re-", "pair that cost 41 million euros, the port said on the", "same day."),
        page(2, "Night ferries stop in July because fewer cars now cross", "by boat, and the opera-", "tor is looking for buyers of both of its ferries since"),
        page(3, "March, it said."),
    ])  # fmt: skip
    (content,) = confined.read("pdf", raw, "a.pdf")
    assert content.text.split("\n\n") == [
        "The harbour bridge reopened on Monday after a long repair that cost 41 million euros, the port said on the same day.",
        "Night ferries stop in July because fewer cars now cross by boat, and the operator is looking for buyers of both of its "
        "ferries since March, it said.",
    ]
    with pytest.raises(ArticleUnreadableError, match="holds no text; its pages may be pictures"):
        confined.read("pdf", pdf([[]]), "a.pdf")


def test_a_pdf_that_unpacks_to_gigabytes_fails_alone(confined: Confined) -> None:
    import zlib

    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(60)) + packer.flush()
    raw = pdf([[(72, 700, "It reopened.")]])
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(bomb)
    start, stop = raw.index(b"<< /Length"), raw.index(b"\nendstream")
    with pytest.raises(ArticleUnreadableError):
        confined.read("pdf", raw[:start] + head + bomb + raw[stop:], "bomb.pdf")
    (content,) = confined.read("pdf", raw, "a.pdf")
    assert content.text == "It reopened."


def test_the_worker_has_little_memory_and_cannot_write_files() -> None:
    code = (
        "from index.reading.worker import _confine\n_confine()\n"
        "try:\n    bytearray(2_000_000_000)\nexcept MemoryError:\n    print('no memory')\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    open('/tmp/byline-test-file', 'w').write('x' * 9999)\nexcept OSError:\n    print('no files')\n"
    )
    import subprocess

    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(pages.__file__).rsplit("/", 3)[0]},
    )
    assert ran.stdout.split("\n")[:2] == ["no memory", "no files"], ran.stderr
