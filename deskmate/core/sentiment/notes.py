"""One function in, a reading out: masks, then the trained reader beside events and words, then one decision."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from deskmate.core.sentiment import clauses, combine, events, evidence, grams, language, masks, reader, themes, words
from deskmate.core.sentiment.reader import Encoded, Reader, ReaderMissing, Window
from deskmate.core.sentiment.types import Context, Evidence, Label, Reading

MOST_WINDOWS = 12  # about 1,000 words: what one note can cost is bounded
SHOWN_CHARACTERS = 20_000
LONG = 600  # characters
_NO_CONTEXT = Context()
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BROKEN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class _Note:
    """A note made ready: its masked form, its windows, and what the rules say of it."""

    text: str
    masked: masks.Masked
    windows: tuple[Encoded, ...]
    events: tuple[Evidence, ...]
    grams: combine.Three
    words: float
    context: Context


def engine_version() -> str:
    """Names the model and rules that read; another one means that old notes are worth reading anew."""
    return str(combine.settings()["engine"])


def read(text: str, *, context: Context = _NO_CONTEXT) -> Reading:
    """How `text` reads, with its reasons as quotes of it. Any text is fine; nothing is raised."""
    return read_many([text], contexts=[context])[0]


def read_many(texts: Sequence[str], *, contexts: Sequence[Context] | None = None) -> list[Reading]:
    """As `read` for each text, in the order given; batches make it quicker and change no reading."""
    loaded = _reader()
    given = contexts or [_NO_CONTEXT] * len(texts)
    notes = [_prepare(text, context, loaded) for text, context in zip(texts, given, strict=True)]
    if loaded is None:
        return [_decide_light(note) for note in notes]
    flat = [window for note in notes for window in note.windows]
    said = iter(loaded.run(flat))
    return [_decide(note, [next(said) for _ in note.windows], loaded) for note in notes]


def signals(texts: Sequence[str], loaded: Reader | None, *, linear: grams.Grams | None = None) -> list[combine.Signals]:
    """What the parts say of each text before they are put together: for training the combination and for ablations."""
    notes = [_prepare(text, _NO_CONTEXT, loaded) for text in texts]
    if linear is not None:
        notes = [replace(note, grams=linear.logits(note.masked.text)) for note in notes]
    if loaded is None:
        return [_signals_light(note) for note in notes]
    said = iter(loaded.run([window for note in notes for window in note.windows]))
    return [_signals(note, [next(said) for _ in note.windows])[0] for note in notes]


def _signals(note: _Note, said: Sequence[Window]) -> tuple[combine.Signals, int]:
    """The signals of a note, and the window they come from."""
    which = _weightiest(said) if said else 0
    logits = said[which].label if said else (0.0, 0.0, 0.0)
    return combine.Signals(logits, note.grams, *combine.strengths(note.events), note.words), which


def _signals_light(note: _Note) -> combine.Signals:
    return combine.Signals(None, note.grams, *combine.strengths(note.events), note.words)


@lru_cache(maxsize=1)
def _reader() -> Reader | None:
    try:
        return reader.load()
    except ReaderMissing:
        return None


def _prepare(text: str, context: Context, loaded: Reader | None) -> _Note:
    # half of a broken emoji can't be encoded; another sign of one character keeps every place true
    text = _BROKEN.sub("\ufffd", text[:SHOWN_CHARACTERS])
    masked = masks.mask(text, replace(context, goods=context.goods + context.neutral_words))
    windows = _windows(loaded.encode(masked.text)) if loaded else ()
    events_found = events.find(text, context)
    return _Note(text, masked, windows, events_found, _grams(masked.text), words.score(text, context), context)


def _grams(masked: str) -> combine.Three:
    """The linear model's logits; nothing where even that can't be loaded."""
    model = _linear()
    return model.logits(masked) if model else (0.0, 0.0, 0.0)


@lru_cache(maxsize=1)
def _linear() -> grams.Grams | None:
    try:
        return grams.load()
    except Exception:  # a broken file or a missing library: the other parts still read
        return None


def _windows(encoded: Encoded) -> tuple[Encoded, ...]:
    """The text in passes of the reader's length; of an endless one the beginning and the end."""
    size = reader.LONGEST
    cuts = range(0, len(encoded.ids), size)
    found = [Encoded(encoded.ids[a : a + size], encoded.offsets[a : a + size]) for a in cuts]
    if len(found) > MOST_WINDOWS:
        found = [*found[: MOST_WINDOWS - 3], *found[-3:]]
    return tuple(found)


def _decide(note: _Note, said: Sequence[Window], loaded: Reader) -> Reading:
    if not _has_words(note) or not said:
        return _nothing()
    found_signals, which = _signals(note, said)
    found = combine.outranked(combine.chances(found_signals), note.events)
    english = language.is_english(note.text) >= combine.settings()["english"]
    label: Label = combine.agreed(combine.decide(found), found_signals, words=_words_in(note)) if english else "unsure"
    return Reading(
        label=label,
        score=0.0 if label == "unsure" else round(found.score, 4),
        evidence=_evidence(note, label, note.windows[which], said[which], loaded),
        engine_version=engine_version(),
        confidence=round(combine.confidence(found, label), 4),
        theme=themes.propose(said[which].theme) if label == "negative" else None,
    )


def _weightiest(said: Sequence[Window]) -> int:
    """The window to decide on: the unhappiest, or where none is unhappy the happiest."""
    margins = [evidence.margin(w, -1) for w in said]
    which = max(range(len(said)), key=lambda i: margins[i])
    if margins[which] < 0:
        which = max(range(len(said)), key=lambda i: evidence.margin(said[i], 1))
    return which


def _evidence(note: _Note, label: Label, window: Encoded, said: Window, loaded: Reader) -> tuple[Evidence, ...]:
    if label == "unsure":
        return note.events  # what makes one doubt
    if label == "neutral":
        return ()
    side = -1 if label == "negative" else 1

    def holds(without: Window, gone: Sequence[tuple[int, int]]) -> bool:
        places = [note.masked.original(a, b) for a, b in gone]
        left = tuple(e for e in note.events if not any(a < e.end and b > e.start for a, b in places))
        grams_left = _grams(_cut(note.masked.text, gone))
        rest = combine.Signals(without.label, grams_left, *combine.strengths(left), _words_without(note, places))
        return combine.decide(combine.outranked(combine.chances(rest), left)) == label

    spans = [note.masked.masked(a, b) for a, b in clauses.split(note.text)]
    found = evidence.find(window, said, spans, side=side, run=loaded.run, holds=holds)
    quotes = evidence.explain(found, note.masked.original, note.text, side=side)
    return evidence.merge(quotes, note.events, side=side)


def _words_without(note: _Note, places: Sequence[tuple[int, int]]) -> float:
    """The words' score of what is left; of a long note the whole's, which a few words hardly change."""
    return words.score(_cut(note.text, places), note.context) if len(note.text) < LONG else note.words


def _cut(text: str, places: Sequence[tuple[int, int]]) -> str:
    """`text` with a space where `places` were."""
    for start, end in sorted(places, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _decide_light(note: _Note) -> Reading:
    """The fallback: events and word lists alone, and the reading says so."""
    if not _has_words(note):
        return _nothing(degraded=True)
    signals = _signals_light(note)
    found = combine.outranked(combine.chances(signals), note.events)
    english = language.is_english(note.text) >= combine.settings()["english"]
    label: Label = _agreed_light(found, signals, note) if english else "unsure"
    return Reading(
        label=label,
        score=0.0 if label == "unsure" else round(found.score, 4),
        evidence=note.events if label != "neutral" else (),
        engine_version=f"{engine_version()}-light",
        confidence=round(combine.confidence(found, label), 4),
        degraded=True,
    )


def _agreed_light(found: combine.Chances, signals: combine.Signals, note: _Note) -> Label:
    return combine.agreed(combine.decide(found, light=True), signals, words=_words_in(note), light=True)


def _words_in(note: _Note) -> int:
    return len(_WORD.findall(note.text))


def _has_words(note: _Note) -> bool:
    """Whether there is anything to read: a letter, or a sign that is no digit or punctuation (an emoji)."""
    return any(c.isalpha() or ord(c) > 0x2190 for c in note.text)


def _nothing(*, degraded: bool = False) -> Reading:
    return Reading(label="unsure", score=0.0, engine_version=engine_version(), degraded=degraded)
