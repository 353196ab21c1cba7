"""Does what somebody wrote stand in what is cited? Numbers, units, dates, names, quotations, negations, who said it.

The guard looks at words and values alone, and only ever refuses. A statement without findings may still be wrong; that
it follows from its evidence is for a reader to say, whose bar is one more finding.
"""

from collections.abc import Iterator, Sequence

from rag.clauses import names, split
from rag.denying import check_added_negations, check_lost_negations, check_opposites
from rag.figuring import check_values
from rag.findings import Check, Finding
from rag.naming import check_names, check_quotations
from rag.reader.protocol import Supporter
from rag.roles import deeds, same, speakers, speaks

__all__ = ["Check", "Finding", "Supporter", "verify"]


def verify(
    statement: str,
    evidence: Sequence[str],
    *,
    known: Sequence[str] = (),
    supporter: Supporter | None = None,
    bar: float = 0.5,
) -> tuple[Finding, ...]:
    """What a statement says that its evidence does not say.

    Args:
        statement: One or a few sentences, in anybody's words.
        evidence: The cited sentences, in reading order.
        known: What else may be named: outlets, authors, titles and dates of the cited articles.
        supporter: Judges the whole, where there is one.
        bar: The least probability that it accepts.

    Returns:
        Findings by their place; none when nothing was found against the statement.

    >>> [found.check.value for found in verify("It was extended seven times.", ["It was extended three times."])]
    ['number']
    >>> verify("It was extended 3 times.", ["Trump has extended it three times this year."])
    ()
    """
    findings = [
        *check_values(statement, evidence, known),
        *check_names(statement, evidence, known),
        *check_quotations(statement, evidence),
        *check_added_negations(statement, evidence),
        *check_lost_negations(statement, evidence),
        *check_opposites(statement, evidence),
        *_check_speakers(statement, evidence, known),
        *_check_roles(statement, evidence),
    ]
    if supporter is not None and evidence:
        together = " ".join(evidence)
        likely = max(supporter.support(statement, [*evidence, together], ["", *[""] * len(evidence)]))
        if likely < bar:
            why = f"the cited sentences support it with a probability of {likely:.2f}, below {bar:.2f}"
            findings.append(Finding(check=Check.SUPPORT, start=0, end=len(statement), why=why))
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.check)))


def _check_speakers(statement: str, evidence: Sequence[str], known: Sequence[str]) -> Iterator[Finding]:
    if not any(map(speaks, evidence)):
        return
    ours = {word.stem for word in split(statement) if word.stem}
    # Who says something else in another cited sentence does not say this.
    nearest = max(evidence, key=lambda text: len(ours & {word.stem for word in split(text)}))
    here, everywhere = speakers(nearest), [name for text in evidence for name in speakers(text)]
    for name in speakers(statement):
        if any(same(name, other) for other in here or everywhere) or not (here or everywhere):
            continue
        if any(same(name, other) for text in known for other in names(text)):
            continue
        why = f"in the evidence {(here or everywhere)[0].text} says so, and not {name.text}"
        yield Finding(check=Check.SPEAKER, start=name.start, end=name.end, why=why)


def _check_roles(statement: str, evidence: Sequence[str]) -> Iterator[Finding]:
    held = [deed for text in evidence for deed in deeds(text)]
    for deed in deeds(statement):
        alike = [other for other in held if not other.stems.isdisjoint(deed.stems)]
        if any(same(deed.doer, other.doer) and same(deed.done_to, other.done_to) for other in alike):
            continue
        if any(same(deed.doer, other.done_to) and same(deed.done_to, other.doer) for other in alike):
            why = f"in the evidence it is {deed.done_to.text} who does it to {deed.doer.text}"
            start, end = min(deed.doer.start, deed.done_to.start), max(deed.doer.end, deed.done_to.end)
            yield Finding(check=Check.ROLE, start=start, end=end, why=why)
            return
