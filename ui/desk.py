"""What happens when something on the page is used: a message from the browser in, what is to be drawn out.

The framework that carries both stands in `ui.app` alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from index.chunking import cut_passages
from ui import messages, saving
from ui.conversation import Answerer, Conversation, Session, Turn, follow, stands
from ui.feedback import Feedback
from ui.limiting import Places, Rate
from ui.opening import Mark, article_html, failed_html, marks_of, nearest_marks
from ui.pages import frame, library
from ui.panel import empty_html, sources_html
from ui.regions import Shown, Told, parcel, say_to
from ui.rendering import turn_html
from ui.strings import Say
from ui.suggesting import suggest

DEEDS = tuple("arrive edit sources cite near copy vote export reopen article library remove".split())
"""What the page's script may ask for, besides asking and stopping."""
ANEW = tuple("reopen article library remove".split())
"""Those that need nothing of what was asked before."""


class Desk:
    """The page's answers to what is done on it. Many threads use it at once; what lasts is in a `Session`."""

    def __init__(
        self,
        answerer: Answerer,
        *,
        title: str,
        examples: Sequence[str],
        places: Places,
        rate: Rate,
        feedback: Feedback | None,
        public: bool,
    ) -> None:
        """Keep what is needed; see `ui.server.create`."""
        self._answerer, self._title, self._examples = answerer, title, tuple(examples)
        self._places, self._rate, self._feedback, self._public = places, rate, feedback, public

    def lost(self, session: Session, told: Told) -> Shown | None:
        """That turns which the reader sees are not known here: the page was left for long, or the server began anew.

        The script then hands back what its browser kept, and what was asked for is asked for again.
        """
        known = messages.Message.model_validate(told).seen <= session.conversation.asked
        return None if known else Shown(carrier=parcel("lost", say_to(told)("brought_back")))

    def arrive(self, session: Session, told: Told) -> Shown:
        """The whole page in the reader's language."""
        say = say_to(told)
        return replace(
            self._drawn(session.conversation, say),
            masthead=frame.masthead_html(self._title, say),
            composer=frame.composer_html(say, self._answerer.writers),
            filters=frame.filters_html(self._answerer.collection.articles(), say),
            panel=empty_html(say),
        )

    def ask(self, session: Session, told: Told) -> Shown:
        """Put a question on the screen at once, if there is room for it; the answer is streamed after it."""
        asked = messages.Asked.model_validate(told)
        if not asked.question.strip():
            return Shown()
        scope, pen = asked.scope.scope(), self._pen(asked.writer)
        return self._begin(
            session, told, lambda before: before.ask(asked.question, scope=scope, meant=asked.meant, writer=pen)
        )

    def again(self, session: Session, told: Told) -> Shown:
        """Ask the question of a turn again, of the same articles; the last turn gives way to the new one."""
        again = messages.Again.model_validate(told)
        wanted, turn = again.turn, session.conversation.turn(again.turn)
        if turn is None:
            return Shown()

        def step(before: Conversation) -> Conversation:
            last = bool(before.turns) and before.turns[-1].number == wanted
            kept = before.take_back() if last else before
            return kept.ask(turn.question, scope=turn.scope, meant=turn.meant, writer=self._pen(again.writer))

        return self._begin(session, told, step)

    def _begin(self, session: Session, told: Told, step: Callable[[Conversation], Conversation]) -> Shown:
        if session.conversation.busy:
            return Shown()
        session.told, say = told, say_to(told)
        wait = self._rate.take(str(told.get("client", "")))
        reason = "too_fast"
        if not wait:
            wait, reason = self._places.take(session), "busy"
        if wait:
            return Shown(carrier=parcel("said", say(reason, seconds=wait)))
        # Two tabs of one session cannot begin at the same time: the later step sees the earlier one's turn.
        after = session.change(lambda before: before if before.busy else step(before))
        return replace(self._drawn(after, say), panel=sources_html(after.turns[-1], say))

    def stream(self, session: Session) -> Iterator[Shown]:
        """Show the last turn as its answer comes. What has been stopped meanwhile stays stopped."""
        say = say_to(session.told)
        conversation = session.claim()
        # This follows every attempt to ask, also one that asked nothing, and must not answer a turn twice.
        if conversation is None:
            return
        try:
            cited = 0
            for turn in follow(self._answerer, conversation):
                after = session.change(partial(_put, turn))
                shown = after.turn(turn.number)
                if shown is None:
                    return
                changed = turn.finished or len(turn.citations) != cited
                cited = len(turn.citations)
                drawn = turn_html(shown, say)
                panel = sources_html(shown, say) if changed and not shown.trouble else None
                last = shown is after.turns[-1]
                kept = parcel("turn", saving.kept(shown)) if shown.answer is not None else None
                yield Shown(current=drawn if last else None, panel=panel if last else None, carrier=kept)
        finally:
            self._places.leave(session)

    def suggest(self, session: Session) -> Shown:
        """The last turn with questions to go on with, when nobody is waiting to be answered."""
        conversation = session.conversation
        if not conversation.turns or conversation.busy or conversation.turns[-1].suggestions:
            return Shown()
        number = conversation.turns[-1].number

        def interrupted() -> bool:
            return self._places.taken > 0 or session.conversation.asked != conversation.asked

        found = suggest(self._answerer, conversation, examples=self._examples, interrupted=interrupted)
        after = session.change(lambda before: before.add(number, suggestions=found))
        turn = after.turn(number)
        return (
            Shown(current=turn_html(turn, say_to(session.told)))
            if found and turn and turn is after.turns[-1]
            else Shown()
        )

    def stop(self, session: Session, told: Told) -> Shown:
        """Finish the last turn where it is. Nothing that still comes can change that."""
        return self._end(session, say_to(told), "stopped")

    def broken(self, session: Session) -> Shown:
        """Say that something went wrong that nobody foresaw."""
        return self._end(session, say_to(session.told), "broken")

    def _end(self, session: Session, say: Say, trouble: str) -> Shown:
        after = session.change(lambda before: before.end(trouble))
        self._places.leave(session)
        shown, lost = self._drawn(after, say), bool(after.turns) and after.turns[-1].withdrawn
        # The sources go with the words that cited them.
        return replace(shown, panel=sources_html(after.turns[-1], say)) if lost else shown

    def edit(self, session: Session, told: Told) -> Shown:
        """A question back into the field, to be changed; the last one is taken off the screen."""
        wanted = messages.OfTurn.model_validate(told).turn
        turn = session.conversation.turn(wanted)
        if turn is None or session.conversation.busy:
            return Shown()
        say = say_to(told)
        after = session.change(
            lambda before: before.take_back() if before.turns and before.turns[-1].number == wanted else before
        )
        return replace(self._drawn(after, say), carrier=parcel("question", turn.question))

    def clear(self, session: Session, told: Told) -> Shown:
        """Begin again. Turns go on counting, so that no old marker finds a new turn."""
        say = say_to(told)
        after = session.change(lambda before: replace(before, turns=()))
        self._places.leave(session)
        return replace(self._drawn(after, say), panel=empty_html(say))

    def sources(self, session: Session, told: Told) -> Shown:
        """The sources of a turn as cards."""
        turn = session.conversation.turn(messages.OfTurn.model_validate(told).turn)
        return Shown(panel=empty_html(say_to(told)) if turn is None else sources_html(turn, say_to(told)))

    def cite(self, session: Session, told: Told) -> Shown:
        """The article of a citation, whole, with the quoted words marked; or that they do not stand there."""
        wanted, say = messages.OfTurn.model_validate(told), say_to(told)
        turn = session.conversation.turn(wanted.turn)
        if turn is None or not 1 <= wanted.number <= len(turn.citations):
            return Shown()
        citation = turn.citations[wanted.number - 1]
        collection = self._answerer.collection
        if not stands(citation, collection):
            gone = not collection.holds(citation.article_id)
            return Shown(panel=failed_html(citation, turn, say, gone=gone))
        marks = [mark for mark in marks_of(turn.citations, wanted.number) if mark.number not in turn.failed]
        return self._open(citation.article_id, marks, say, key=f"cite-{wanted.turn}-{wanted.number}", turn=turn)

    def near(self, session: Session, told: Told) -> Shown:
        """The article of a nearest passage, whole."""
        wanted, say = messages.OfTurn.model_validate(told), say_to(told)
        turn = session.conversation.turn(wanted.turn)
        nearest = turn.answer.nearest if turn is not None and turn.answer is not None else ()
        if turn is None or not 1 <= wanted.number <= len(nearest):
            return Shown()
        each, collection = nearest[wanted.number - 1], self._answerer.collection
        if not collection.holds(each.article_id):
            return Shown(carrier=parcel("said", say("gone")))
        marks = nearest_marks(each) if stands(each, collection) else ()
        return self._open(each.article_id, marks, say, key=f"near-{wanted.turn}-{wanted.number}", turn=turn)

    def article(self, _: Session, told: Told) -> Shown:
        """An article of the library, whole."""
        wanted, say = messages.OfArticle.model_validate(told), say_to(told)
        if not self._answerer.collection.holds(wanted.id):
            return Shown(carrier=parcel("said", say("gone")))
        return self._open(wanted.id, (), say, key=f"article-{wanted.id}", turn=None)

    def copy(self, session: Session, told: Told) -> Shown:
        """An answer with its sources, for the clipboard."""
        turn = session.conversation.turn(messages.OfTurn.model_validate(told).turn)
        return Shown() if turn is None else Shown(carrier=parcel("copy", saving.plain(turn, say_to(told))))

    def vote(self, session: Session, told: Told) -> Shown:
        """Keep what the reader thinks of an answer, on the machine that the page is served from."""
        vote, say = messages.Vote.model_validate(told), say_to(told)
        turn = session.conversation.turn(vote.turn)
        if turn is None or turn.answer is None:
            return Shown()
        if self._feedback is not None:
            self._feedback.keep(turn.answer, vote=vote.vote, note=vote.note)
        after = session.change(lambda before: before.add(vote.turn, vote=vote.vote))
        return replace(self._drawn(after, say), carrier=parcel("noted", ""))

    def export(self, session: Session, told: Told) -> Shown:
        """The conversation as a file."""
        kind, say = messages.Kind.model_validate(told).kind, say_to(told)
        name, content = saving.export(session.conversation, kind, say)
        return Shown(carrier=parcel("file", content, name))

    def reopen(self, session: Session, told: Told) -> Shown:
        """A conversation that this browser kept, each of its quotes checked again."""
        kept, say = messages.Reopened.model_validate(told), say_to(told)
        restored = saving.restore(kept.turns, self._answerer.collection, after=session.conversation.asked)
        after = session.change(lambda before: before if before.busy else restored)
        panel = sources_html(after.turns[-1], say) if after.turns else empty_html(say)
        return replace(self._drawn(after, say), panel=panel, carrier=parcel("back", ""))

    def library(self, _: Session, told: Told) -> Shown:
        """The articles as they are now."""
        say = say_to(told)
        filters = frame.filters_html(self._answerer.collection.articles(), say)
        return Shown(library=self._library_html(say), filters=filters)

    def remove(self, session: Session, told: Told) -> Shown:
        """Take an article out; when this returns it can be neither found nor cited."""
        wanted = messages.OfArticle.model_validate(told)
        if not self._public:
            self._answerer.collection.remove(wanted.id)
        return self.library(session, told)

    def _open(self, article_id: str, marks: Sequence[Mark], say: Say, *, key: str, turn: Turn | None) -> Shown:
        collection = self._answerer.collection
        article, copies = collection.article(article_id), [*map(collection.article, collection.copies(article_id))]
        return Shown(panel=article_html(article, marks, say, key=key, turn=turn, copies=copies))

    def _library_html(self, say: Say) -> str:
        articles = tuple(self._answerer.collection.articles())
        # The cutter is the index's own, so this is how many passages there are.
        passages = {article.id: len(cut_passages(article)) for article in articles}
        copies = {article.id: len(self._answerer.collection.copies(article.id)) for article in articles}
        return library.library_html(articles, say, passages=passages, copies=copies, public=self._public)

    def _pen(self, wanted: str) -> str:
        """Who is to write: no model where none was chosen that there is, and "" where there is no choice."""
        writers = self._answerer.writers
        return wanted if wanted in writers else "none" if writers else ""

    def _drawn(self, conversation: Conversation, say: Say) -> Shown:
        turns = conversation.turns
        earlier = "".join(turn_html(turn, say) for turn in turns[:-1])
        current = turn_html(turns[-1], say) if turns else frame.welcome_html(self._examples, say)
        return Shown(earlier=earlier, current=current)


def _put(turn: Turn, before: Conversation) -> Conversation:
    return before.put(turn)
