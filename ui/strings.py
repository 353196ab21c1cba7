"""Every word of the interface, in English and German, in one place. Articles keep the language they are written in."""

from collections.abc import Callable

from ui.evals_strings import EVALS

LANGUAGES = ("en", "de")
Say = Callable[..., str]
"""`say("searched", count=5)`: a line of the interface in the reader's language, as plain text."""

STRINGS: dict[str, tuple[str, str]] = {
    "promise": (
        "Answers from the articles, every sentence with its source.",
        "Antworten aus den Artikeln, jeder Satz mit seiner Quelle.",
    ),
    "ask": ("Ask", "Fragen"),
    "library": ("Library", "Artikel"),
    "views": ("Views", "Bereiche"),
    "language": ("Deutsch", "English"),
    "theme_light": ("Light", "Hell"),
    "theme_dark": ("Dark", "Dunkel"),
    "skip": ("Skip to the question", "Zur Frage springen"),
    # Asking
    "welcome": ("What would you like to know?", "Was möchten Sie wissen?"),
    "welcome_note": (
        "Each sentence of an answer is a quotation. Open its number to read it in its article.",
        "Jeder Satz einer Antwort ist ein Zitat. Seine Nummer öffnet es im Artikel.",
    ),
    "examples": ("Some questions these articles answer", "Fragen, die diese Artikel beantworten"),
    "question": ("Question", "Frage"),
    "placeholder": ("Ask about the articles", "Fragen Sie nach den Artikeln"),
    "stop": ("Stop", "Anhalten"),
    "conversation": ("Conversation", "Gespräch"),
    "new": ("New conversation", "Neues Gespräch"),
    "earlier": ("Earlier ones", "Frühere"),
    "earlier_note": ("Kept in this browser alone.", "Nur in diesem Browser gespeichert."),
    "earlier_none": ("None yet.", "Noch keine."),
    "delete": ("Delete", "Löschen"),
    "delete_all": ("Delete all", "Alle löschen"),
    "really": ("Really?", "Wirklich?"),
    "export": ("Save as", "Speichern"),
    # Filters
    "filters": ("Which articles", "Welche Artikel"),
    "filters_all": ("All articles", "Alle Artikel"),
    "filters_one": ("1 condition", "1 Bedingung"),
    "filters_some": ("{count} conditions", "{count} Bedingungen"),
    "since": ("Published since", "Veröffentlicht seit"),
    "until": ("Published until", "Veröffentlicht bis"),
    "as_of": ("As of", "Stand vom"),
    "as_of_note": (
        "As of a day: nothing later, and what was new then first.",
        "Stand vom: nichts Späteres, und zuerst, was damals neu war.",
    ),
    "date_form": ("YYYY, YYYY-MM or YYYY-MM-DD", "JJJJ, JJJJ-MM oder JJJJ-MM-TT"),
    "publishers": ("Publishers", "Herausgeber"),
    "articles": ("Articles", "Artikel"),
    "only_these": ("Ask only these articles", "Nur diese Artikel befragen"),
    "only_this": ("Ask only this article", "Nur diesen Artikel befragen"),
    "no_filter": ("Remove all conditions", "Alle Bedingungen entfernen"),
    "undated_note": (
        "Articles without a known date meet no date condition.",
        "Artikel ohne bekanntes Datum erfüllen keine Datumsbedingung.",
    ),
    "scope": ("Asked of: {scope}", "Befragt: {scope}"),
    "scope_since": ("since {date}", "seit {date}"),
    "scope_until": ("until {date}", "bis {date}"),
    "scope_articles_one": ("1 chosen article", "1 gewählter Artikel"),
    "scope_articles": ("{count} chosen articles", "{count} gewählte Artikel"),
    # Answers
    "searching": ("Searching…", "Suche läuft…"),
    "reading": ("Searched {articles}, reading {passages}…", "{articles} durchsucht, {passages} werden gelesen…"),
    "searched": ("{articles} searched", "{articles} durchsucht"),
    "seconds": ("{seconds} s", "{seconds} s"),
    "article_one": ("1 article", "1 Artikel"),
    "article_many": ("{count} articles", "{count} Artikel"),
    "passage_one": ("1 passage", "1 Textstelle"),
    "passage_many": ("{count} passages", "{count} Textstellen"),
    "marker": ("Source {number}: {title}", "Quelle {number}: {title}"),
    "understood": ("Understood as", "Verstanden als"),
    "understood_ask": ("Ask this instead", "Stattdessen dies fragen"),
    "missing": ("Nothing was found on: {parts}", "Nichts gefunden zu: {parts}"),
    "outlet": ("one outlet says so", "ein Medium sagt es"),
    "outlets": ("{count} outlets say so independently", "{count} Medien sagen es unabhängig voneinander"),
    "changed": ("This changed: {subject}", "Das hat sich geändert: {subject}"),
    "first": ("First", "Zuerst"),
    "later": ("Later", "Später"),
    "not_found": (
        "Nothing in these articles answers this question.",
        "Nichts in diesen Artikeln beantwortet diese Frage.",
    ),
    "nearest_show": ("See the nearest passages", "Die nächstliegenden Textstellen ansehen"),
    "nearest_hint": ("and judge for yourself.", "und selbst urteilen."),
    "differing": ("the sources differ", "die Quellen widersprechen sich"),
    "opinion": ("Opinion", "Meinung"),
    "written": (
        "Written by a language model, and checked against the quotes",
        "Von einem Sprachmodell geschrieben und an den Zitaten geprüft",
    ),
    "written_by": ("dotted words are written by {writer}", "Gepunktetes hat {writer} geschrieben"),
    "writer": ("Written in", "Geschrieben in"),
    "writer_none": ("the articles’ own words", "den Worten der Artikel"),
    "failed": ("failed its check", "hält der Prüfung nicht stand"),
    "differ": ("The sources differ on {subject}", "Die Quellen widersprechen sich: {subject}"),
    "differ_note": (
        "Both are quoted; neither is taken to be right.",
        "Beide sind zitiert; keine gilt hier als die richtige.",
    ),
    "confidence_high": ("Well supported", "Gut belegt"),
    "confidence_fair": ("Supported", "Belegt"),
    "confidence_low": ("Weakly supported, so read the quote", "Schwach belegt, also das Zitat lesen"),
    "newest": ("newest source {date}", "neueste Quelle vom {date}"),
    "newest_unknown": ("dates of the sources unknown", "Daten der Quellen unbekannt"),
    "some_undated": ("some sources undated", "einige Quellen undatiert"),
    "asked_as_of": ("as of {date}", "Stand {date}"),
    "follow_ups": ("You could go on with", "Weiterfragen"),
    "again": ("Ask again", "Erneut fragen"),
    "edit": ("Edit", "Ändern"),
    "copy": ("Copy with sources", "Mit Quellen kopieren"),
    "copied": ("Copied.", "Kopiert."),
    "share": ("Copy a link", "Link kopieren"),
    "helpful": ("Helpful", "Hilfreich"),
    "unhelpful": ("Not helpful", "Nicht hilfreich"),
    "note": ("A note on this answer", "Anmerkung zu dieser Antwort"),
    "note_save": ("Keep the note", "Anmerkung sichern"),
    "noted": ("Kept on the machine that runs Byline.", "Auf dem Rechner gesichert, auf dem Byline läuft."),
    "stopped": ("Stopped.", "Angehalten."),
    "withdrawn": (
        "What the language model had written was taken back: an answer that it did not finish cites nothing.",
        "Was das Sprachmodell schrieb, ist zurückgenommen: Eine Antwort, die es nicht beendet hat, belegt nichts.",
    ),
    "broken": (
        "Something went wrong here, and the question was not answered. The server's log says what.",
        "Hier ging etwas schief, und die Frage blieb unbeantwortet. Das Protokoll des Servers sagt, was.",
    ),
    "busy": (
        "Too many questions are waiting. Try again in {seconds} s.",
        "Zu viele Fragen warten. Versuchen Sie es in {seconds} s noch einmal.",
    ),
    "too_fast": (
        "That was many questions in a short time. Try again in {seconds} s.",
        "Das waren viele Fragen in kurzer Zeit. Versuchen Sie es in {seconds} s noch einmal.",
    ),
    "restored": (
        "Kept from an earlier visit; its quotes were checked again.",
        "Von früher; die Zitate sind neu geprüft.",
    ),
    # Sources and the open article
    "sources": ("Sources", "Quellen"),
    "sources_empty": (
        "The sources of an answer appear here, each with the words that are quoted.",
        "Hier erscheinen die Quellen einer Antwort, jede mit den zitierten Worten.",
    ),
    "nearest": ("Nearest passages", "Nächstliegende Textstellen"),
    "nearest_note": (
        "These come nearest to the question. No sentence in them was found to answer it.",
        "Sie kommen der Frage am nächsten. Kein Satz darin beantwortet sie, soweit zu sehen ist.",
    ),
    "for": ("for {question}", "zu {question}"),
    "open": ("Read in the article", "Im Artikel lesen"),
    "read_at": ("Read it at {host}", "Lesen bei {host}"),
    "back": ("Back to the statement", "Zurück zur Aussage"),
    "back_of": ("Back to the statement of source {number}", "Zurück zur Aussage von Quelle {number}"),
    "all_sources": ("All sources", "Alle Quellen"),
    "close": ("Close", "Schließen"),
    "failed_long": (
        "This quotation failed its check: the article does not hold these words at this place any more.",
        "Dieses Zitat hält der Prüfung nicht stand: Der Artikel enthält diese Worte an dieser Stelle nicht mehr.",
    ),
    "brought_back": (
        "This page had been put away. It is back as your browser kept it.",
        "Diese Seite war weggelegt. Sie ist zurück, wie Ihr Browser sie behalten hat.",
    ),
    "gone": ("This article is no longer in the collection.", "Dieser Artikel ist nicht mehr in der Sammlung."),
    "marked": ("Marked: the words quoted in the answer.", "Markiert: die in der Antwort zitierten Worte."),
    "first_in": ("first in {publisher}", "zuerst in {publisher}"),
    "unknown": ("unknown", "unbekannt"),
    "publisher_unknown": ("publisher unknown", "Herausgeber unbekannt"),
    "date_unknown": ("date unknown", "Datum unbekannt"),
    "title": ("Title", "Titel"),
    "publisher": ("Publisher", "Herausgeber"),
    "original_publisher": ("First published by", "Zuerst erschienen bei"),
    "authors": ("Author", "Autor"),
    "published": ("Published", "Veröffentlicht"),
    "updated": ("Updated", "Aktualisiert"),
    "url": ("Link", "Link"),
    "genre": ("Kind", "Art"),
    "language_of": ("Language", "Sprache"),
    "copies": ("Copies", "Kopien"),
    "copies_of": ("The same text at", "Derselbe Text bei"),
    "publisher_note": ("About it", "Über ihn"),
    "section": ("Section", "Rubrik"),
    "given": ("given", "angegeben"),
    "found": ("found in the text", "im Text gefunden"),
    "stated": ("said in its “{why}”", "laut seinem „{why}“"),
    "inferred": ("inferred: {why}", "erschlossen: {why}"),
    "precision_10": ("to the day", "auf den Tag"),
    "precision_7": ("to the month", "auf den Monat"),
    "precision_4": ("to the year", "auf das Jahr"),
    # Library
    "library_note": ("{articles}, {passages}", "{articles}, {passages}"),
    "find": ("Find by title, publisher or date", "Nach Titel, Herausgeber oder Datum suchen"),
    "sort_hint": ("sort by {column}", "nach {column} ordnen"),
    "passages": ("Passages", "Textstellen"),
    "timeline": ("Articles by month", "Artikel nach Monat"),
    "timeline_show": ("Show only {month}: {articles}", "Nur {month} zeigen: {articles}"),
    "timeline_undated": ("{articles} without a known date", "{articles} ohne bekanntes Datum"),
    "add": ("Add articles", "Artikel hinzufügen"),
    "drop": ("Drop files here, or", "Dateien hier ablegen oder"),
    "choose": ("choose files", "Dateien wählen"),
    "add_note": (
        "Up to 20 files at once, 10 MB each: {kinds}.",
        "Bis zu 20 Dateien auf einmal, je 10 MB: {kinds}.",
    ),
    "links": ("Links, one a line", "Links, einer je Zeile"),
    "fetch": ("Fetch", "Holen"),
    "adding": ("Adding {name}…", "{name} wird hinzugefügt…"),
    "added": ("{name}: added", "{name}: hinzugefügt"),
    "updated_file": ("{name}: updated", "{name}: aktualisiert"),
    "unchanged": ("{name}: already here", "{name}: schon vorhanden"),
    "not_added": ("{name}: not added. {reason}", "{name}: nicht hinzugefügt. {reason}"),
    "remove": ("Remove", "Entfernen"),
    "no_match": ("No article matches.", "Kein Artikel passt."),
    "read_only": (
        "This page is public: articles are added on the machine itself.",
        "Diese Seite ist öffentlich: Artikel werden am Rechner selbst hinzugefügt.",
    ),
    "shown_of": ("{shown} of {count} shown", "{shown} von {count} gezeigt"),
} | EVALS


def speak(language: str) -> Say:
    """The interface in a language; English for one it does not know.

    >>> speak("de")("marker", number=2, title="Brücke offen")
    'Quelle 2: Brücke offen'
    """
    column = LANGUAGES.index(language) if language in LANGUAGES else 0

    def say(key: str, **values: object) -> str:
        return STRINGS[key][column].format(**values)

    return say


def count(say: Say, number: int, noun: str) -> str:
    """How many of a thing, as words.

    >>> count(speak("en"), 1, "article"), count(speak("en"), 48210, "passage")
    ('1 article', '48,210 passages')
    """
    return say(f"{noun}_one") if number == 1 else say(f"{noun}_many", count=f"{number:,}")
