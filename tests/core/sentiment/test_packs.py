"""Trade packs are whole, can be edited as text, and say in one sentence what is wrong with one."""

import pytest

from deskmate.core.errors import FileProblem, NotFound
from deskmate.core.sentiment import events, masks, packs


def test_there_are_packs_for_many_trades() -> None:
    assert len(packs.names()) >= 14
    assert {"general", "bakery", "hair-salon", "bookshop", "dentist", "pharmacy"} <= set(packs.names())


@pytest.mark.parametrize("name", packs.names())
def test_every_pack_is_whole(name: str) -> None:
    pack = packs.load(name)
    assert pack.title and len(pack.goods) >= 20 and len(pack.neutral_words) >= 15 and len(pack.idioms) >= 6
    assert pack.services and pack.preferences and pack.alerts
    assert len({s.name for s in pack.services}) == len(pack.services)


def test_a_pack_is_found_by_its_title() -> None:
    assert packs.load("Hair salon") == packs.load("hair-salon")
    with pytest.raises(NotFound, match="no trade pack called"):
        packs.load("../etc/passwd")


@pytest.mark.parametrize(
    "text",
    [
        "goods = ",
        'goods = "bread"',
        "goods = [1]",
        "[idioms]\nsoggy = 2",
        "[idioms]\nsoggy = true",
        '[[services]]\nname = "Cut"',
        '[[services]]\nname = "Cut"\nminutes = 0',
        '[[services]]\nname = "Cut"\nminutes = 5\nprice = -1',
        "colour = 3",
        'title = ""',
    ],
)
def test_a_broken_pack_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(FileProblem, match="The trade pack “mine” "):
        packs.parse(text, name="mine")


def test_the_context_joins_what_all_shops_share_with_the_trade_and_the_shop() -> None:
    context = packs.context(
        packs.load("bakery"), names=("Ann", "Ann"), extra_goods=("sad cake",), extra_idioms=(("soggy bottom", -0.1),)
    )
    assert context.names == ("Ann",) and context.trade == "bakery"
    assert {"smoke alarm", "sourdough", "sad cake"} <= set(context.goods)
    assert dict(context.idioms)["soggy bottom"] == -0.1
    assert masks.mask("two sad cakes", context).text == "two item"
    assert any(e.weight == -0.1 for e in events.find("had a soggy bottom", context))
    assert packs.context().trade == packs.GENERAL
