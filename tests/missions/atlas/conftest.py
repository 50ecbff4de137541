"""The packs are opened once for all tests of the atlas."""

import pytest

from missions.atlas import Atlas, load_atlas


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return load_atlas()
