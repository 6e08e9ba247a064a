"""Random walks of three people over one claim."""

from typing import cast

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.walk.desk import Desk
from tests.services.walk.machine import Walkers


def walk(desk: Desk, *, sequences: int, steps: int, seed_each_time: bool) -> type[Walkers]:
    """Walk as often on a desk; return the machine, which counted."""
    machine = cast(type[Walkers], type("WalkersHere", (Walkers,), {"desk": desk}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            phases=(Phase.generate,),  # what failed is told as it was found: to shrink it takes many minutes
            deadline=None,
            database=None,
            derandomize=not seed_each_time,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine
