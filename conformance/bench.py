"""The bench that cases are played on: two instances, a recording proxy in front of each, and the sink."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from conformance.corpus import DEFAULT_PROFILE, Corpus
from conformance.listeners import Listener, Recorder, forward_to, sink
from conformance.placeholders import Names
from conformance.replay import Player, Replay, Start
from conformance.targets import Sides
from conformance.wire import REST_PATH

DEAD_URL = "http://127.0.0.1:9"
"""Where nothing listens; the recorded servers were given the same port, which shows in their error texts."""


@contextmanager
def bench(corpus: Corpus, sides: Sides, start: Start, host: str = "127.0.0.1") -> Iterator[Replay]:
    """A replay of the corpus on two instances, whose webhooks are observed; open within `with`.

    Args:
        corpus: the recordings.
        sides: the instances.
        start: takes them to a given.
        host: where the listeners listen, as the instances reach it.
    """
    recorder = Recorder()
    with ExitStack() as stack:
        listeners = [Listener(name, forward_to(side.root), recorder, host) for name, side in sides.items()]
        listeners.append(Listener("sink", sink, recorder, host))
        roots = {listener.to: stack.enter_context(listener).root for listener in listeners}
        player = Player(sides, _names(corpus, sides, roots), corpus.logins, recorder)
        stack.callback(player.close)
        # Whatever the folder, the answers in its givens are those of the default version.
        yield Replay(corpus.givens, player, start, checks_givens=corpus.profile == DEFAULT_PROFILE)


def _names(corpus: Corpus, sides: Sides, roots: Mapping[str, str]) -> Names:
    """What the recordings' names stand for: a side's URL is its proxy's, though it may write its own."""
    texts = {"sink.url": [roots["sink"]], "dead.url": [DEAD_URL]}
    for name, side in sides.items():
        texts[f"{name}.url"] = [roots[name] + REST_PATH, side.rest]
        texts[f"{name}.root"] = [side.root]
        texts[f"{name}.token"] = [corpus.token]
    return Names(texts)
