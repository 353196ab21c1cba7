"""The words of the evals view, and those of a report in German; its measures keep the names that `--min` takes."""

from collections.abc import Callable

EVALS: dict[str, tuple[str, str]] = {
    "evals": ("Evals", "Prüfung"),
    "evals_note": (
        "Put a set of questions to these articles, and see which answers are right, which are quoted exactly, and why.",
        "Eine Reihe von Fragen an diese Artikel: welche Antworten stimmen, welche genau zitiert sind, und warum.",
    ),
    "question_set": ("Question set", "Fragensammlung"),
    "sets_samples": ("Of the sample articles", "Zu den Beispielartikeln"),
    "sets_folder": ("Of your folder", "Aus Ihrem Ordner"),
    "sets_dropped": ("Handed over here", "Hier abgelegt"),
    "sets_none": ("There is no question set yet.", "Es gibt noch keine Fragensammlung."),
    "sets_bring": ("Bring your own questions", "Eigene Fragen mitbringen"),
    "sets_note": (
        "JSON lines, JSON, SQuAD or a table with a column called question ({kinds}; packed as .gz too), 10 MB each.",
        "JSON-Zeilen, JSON, SQuAD oder eine Tabelle mit einer Spalte „question“ ({kinds}; auch als .gz), je 10 MB.",
    ),
    "set_gone": ("This question set is no longer there.", "Diese Fragensammlung gibt es nicht mehr."),
    "run": ("Run", "Starten"),
    "runs": ("Earlier runs", "Frühere Läufe"),
    "run_gone": ("This run is no longer there.", "Diesen Lauf gibt es nicht mehr."),
    "run_right": ("{share} right", "{share} richtig"),
    "run_waiting": ("Waiting to begin…", "Wartet auf den Beginn…"),
    "run_asking": ("{done} of {total} questions asked…", "{done} von {total} Fragen gestellt…"),
    "run_scoring": ("All asked; adding up…", "Alle gestellt; wird ausgewertet…"),
    "question_one": ("1 question", "1 Frage"),
    "question_many": ("{count} questions", "{count} Fragen"),
    "ask_this": ("Ask this in the chat", "Diese Frage im Gespräch stellen"),
}

GERMAN: dict[str, str] = {
    "{count} questions to {system}": "{count} Fragen an {system}",
    "{count} failed and count as wrong": "{count} schlugen fehl und zählen als falsch",
    "{count} rows were broken and left out": "{count} Zeilen waren unlesbar und fehlen",
    "Brackets are 95 % intervals.": "In Klammern stehen 95-%-Intervalle.",
    "All figures": "Alle Kennzahlen",
    "measure": "Maß",
    "value": "Wert",
    "95 % interval": "95-%-Intervall",
    "questions": "Fragen",
    "left out": "nicht anwendbar",
    "By kind of question": "Nach Art der Frage",
    "Value, interval and count of each.": "Jeweils Wert, Intervall und Anzahl.",
    "kind": "Art",
    "other": "sonstige",
    "of {count}": "von {count}",
    "Broken rows": "Unlesbare Zeilen",
    "... and {count} more.": "... und {count} weitere.",
    "Questions": "Fragen",
    "The first {count} of them.": "Die ersten {count} davon.",
    "Search words": "Worte suchen",
    "Sort": "Ordnen",
    "Kind": "Art",
    "as in the set": "wie in der Sammlung",
    "lowest first": "kleinste zuerst",
    "highest first": "größte zuerst",
    "all": "alle",
    "not right": "nicht richtig",
    "Unfold all": "Alle aufklappen",
    "{shown} of {count}": "{shown} von {count}",
    "What was measured with what": "Was womit gemessen wurde",
    "failed": "fehlgeschlagen",
    "abstained": "nicht beantwortet",
    "not judged": "nicht beurteilt",
    "right to pass": "zu Recht keine",
    "right": "richtig",
    "{share} right": "{share} richtig",
    "wrong": "falsch",
    "Turns before": "Vorher im Gespräch",
    "Understood as": "Verstanden als",
    "Answer": "Antwort",
    "confidence": "Sicherheit",
    "It said that it does not know.": "Sie sagte, dass sie es nicht weiß.",
    "against": "gegen",
    "Disagreement": "Widerspruch",
    "Cited words, in place": "Zitierte Worte an ihrer Stelle",
    "Quoted as": "Zitiert als",
    "Expected": "Erwartet",
    "Nothing: the articles do not say it.": "Nichts: Die Artikel sagen es nicht.",
    "or": "oder",
    "out of": "aus",
    "in": "in",
    "Scores": "Bewertung",
    "given in Python": "in Python übergeben",
    "Risk and coverage": "Risiko und Abdeckung",
    "share of questions answered": "Anteil der beantworteten Fragen",
    "share of answers wrong": "Anteil falscher Antworten",
    "Risk and coverage: {count} answers, the surest first; area {area}.": (
        "Risiko und Abdeckung: {count} Antworten, die sichersten zuerst; Fläche {area}."
    ),
    "Reliability": "Verlässlichkeit",
    "share right": "Anteil richtiger",
    "{count} answers: confidence {sure}, right {right}": "{count} Antworten: Sicherheit {sure}, richtig {right}",
    "Reliability: on the dashed line confidence is truth; calibration error {error}.": (
        "Verlässlichkeit: Auf der gestrichelten Linie trifft die Sicherheit zu; Kalibrierungsfehler {error}."
    ),
    "Seconds": "Sekunden",
    "seconds": "Sekunden",
    "{count} questions between {start} and {stop} s": "{count} Fragen zwischen {start} und {stop} s",
    "Seconds for an answer: half within {p50}, 95 % within {p95}.": (
        "Sekunden je Antwort: die Hälfte in {p50}, 95 % in {p95}."
    ),
}


def translate(language: str) -> Callable[[str], str]:
    """A report's words in a language; English for one it does not know.

    >>> translate("de")("All figures"), translate("fr")("All figures")
    ('Alle Kennzahlen', 'All figures')
    """
    return GERMAN.__getitem__ if language == "de" else str
