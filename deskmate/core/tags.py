"""Tags: words that group customers."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from deskmate.core import text
from deskmate.core.db import Database
from deskmate.core.models import CustomerTag, Tag


def every(db: Database) -> list[str]:
    """Every tag in the book, in order."""
    with db.read() as session:
        return list(session.exec(select(Tag.name).order_by(Tag.folded)).all())


def of(session: Session, customer_id: int) -> tuple[str, ...]:
    """The customer's tags, in order."""
    query = select(Tag.name).join(CustomerTag).where(CustomerTag.customer_id == customer_id).order_by(Tag.name)
    return tuple(session.exec(query).all())


def replace(session: Session, customer_id: int, names: Iterable[str]) -> None:
    """Makes these the customer's tags; tags that nobody had yet are created."""
    wanted = {text.fold(name): name for name in names}
    links = session.exec(select(CustomerTag).where(CustomerTag.customer_id == customer_id)).all()
    known = {tag.folded: tag for tag in session.exec(select(Tag).where(col(Tag.folded).in_(wanted))).all()}
    for folded, name in wanted.items():
        if folded not in known:
            known[folded] = Tag(name=name, folded=folded)
            session.add(known[folded])
    session.flush()
    keep = {known[folded].id or 0 for folded in wanted}
    for link in links:
        if link.tag_id not in keep:
            session.delete(link)
    for tag_id in keep - {link.tag_id for link in links}:
        session.add(CustomerTag(customer_id=customer_id, tag_id=tag_id))
