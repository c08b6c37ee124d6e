"""Column types that every table shares, and the keys that keep brands apart."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import mapped_column

Identifier = Annotated[str, mapped_column(String(40))]
PrimaryIdentifier = Annotated[str, mapped_column(String(40), primary_key=True)]
Word = Annotated[str, mapped_column(String(32))]
ShortText = Annotated[str, mapped_column(String(255))]
LongText = Annotated[str, mapped_column(Text)]
Hash = Annotated[str, mapped_column(String(64))]
# SQLite gives out row numbers for INTEGER only; elsewhere these are 64 bits wide
Money = Annotated[int, mapped_column(BigInteger)]
Counter = Annotated[int, mapped_column(BigInteger, default=0)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
Document = Annotated[dict[str, Any], mapped_column(JSON)]
Serial = Annotated[
    int,
    mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
]

# on SQLite the rows lie in their primary key: one tree to write instead of two
CLUSTERED = {"sqlite_with_rowid": False}


def one_brand() -> UniqueConstraint:
    """Makes (brand, id) a target for `same_brand` of other tables."""
    return UniqueConstraint("brand_id", "id")


def same_brand(column: str, target: str) -> ForeignKeyConstraint:
    """A foreign key that cannot point into another brand."""
    return ForeignKeyConstraint(
        ["brand_id", column], [f"{target}.brand_id", f"{target}.id"]
    )
