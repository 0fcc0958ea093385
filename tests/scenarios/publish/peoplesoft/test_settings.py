"""Settings PeopleSoft could not take are refused."""

import pytest

from scenarios.publish.peoplesoft.settings import PeopleSoftSettings


@pytest.mark.parametrize("choices", [{"setid": "toolong"}, {"code_length": 2}, {"effective_date": "1/1/2027"}])
def test_impossible_choices(choices):
    """Each is refused."""
    with pytest.raises(ValueError, match=r"setid|code_length|isoformat"):
        PeopleSoftSettings(**choices)
