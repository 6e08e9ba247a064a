import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.permission import OF_THE_PROGRAM, PERMISSIONS, Permission, may, require
from claims.domain.person import Actor, Role, system_actor
from claims.errors import Forbidden

ORDER = (Role.REVIEWER, Role.EDITOR, Role.ADMIN)


def test_every_permission_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Permission)


@given(st.sampled_from(Permission))
def test_each_role_may_all_that_the_one_before_may(permission: Permission) -> None:
    allowed = [may(Actor("Ana", role, 1), permission) for role in ORDER]
    assert allowed == sorted(allowed)
    assert allowed[-1]


@given(st.sampled_from(Permission))
def test_nobody_may_anything(permission: Permission) -> None:
    assert not may(None, permission)
    assert not may(Actor("Gil", Role.GUEST, 1), permission)


def test_the_program_takes_in_and_looks_after_the_desk_and_decides_on_no_claim() -> None:
    program = system_actor("command line")
    assert {one for one in Permission if may(program, one)} == OF_THE_PROGRAM
    nouns = {one.value.partition(":")[0] for one in OF_THE_PROGRAM}
    assert not nouns & {"claim", "verdict", "report", "collection", "tip"}


@pytest.mark.parametrize(
    ("permission", "lowest"),
    [
        (Permission.CLAIM_TRIAGE, Role.REVIEWER),
        (Permission.CLAIM_ASSIGN, Role.EDITOR),
        (Permission.COLLECTION_MANAGE, Role.EDITOR),
        (Permission.VERDICT_WRITE, Role.REVIEWER),
        (Permission.VERDICT_APPROVE, Role.REVIEWER),
        (Permission.VERDICT_PUBLISH, Role.EDITOR),
        (Permission.REPORT_PUBLISH, Role.EDITOR),
        (Permission.SETTING_EDIT, Role.ADMIN),
        (Permission.PERSON_MANAGE, Role.ADMIN),
    ],
)
def test_doors_open_from_a_role_on(permission: Permission, lowest: Role) -> None:
    assert [role for role in ORDER if may(Actor("Ana", role, 1), permission)] == list(ORDER[ORDER.index(lowest) :])


def test_refusal_names_who_and_what() -> None:
    with pytest.raises(Forbidden, match=r"Bela.*publish"):
        require(Actor("Bela", Role.REVIEWER, 1), Permission.VERDICT_PUBLISH)
    with pytest.raises(Forbidden, match="signed in"):
        require(None, Permission.DESK_SEE)
    with pytest.raises(Forbidden, match=r"Only a person.*verdict:write"):
        require(system_actor("command line"), Permission.VERDICT_WRITE)
