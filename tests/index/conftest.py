from collections.abc import Iterator
from pathlib import Path

import pytest

from index.reading.confining import Confined
from index.storing import Store
from tests.index.stores import HEADER, article, put


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    confined = Confined()
    yield confined
    confined.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.create(tmp_path / "index", HEADER)
    put(store, article("a"), article("b"))
    return store
