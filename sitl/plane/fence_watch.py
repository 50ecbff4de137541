"""What a plane does when it breaches its fence."""

from sitl.fence_watch import FenceWatch

GUIDED_THERE, GUIDED_PASS = 6, 7  # FENCE_ACTION: to the return point, here home


class PlaneFenceWatch(FenceWatch):
    """RTL, or GUIDED to home where there is no return point; once, until the fence is switched again."""

    def _act_on(self, new: int) -> None:  # noqa: ARG002 - a plane does not ask how far
        modes, craft = self._modes, self._craft
        if craft.parameters.number("FENCE_ACTION") in (GUIDED_THERE, GUIDED_PASS):
            if modes.enter("GUIDED"):
                home = craft.origin.offset_of(craft.home or craft.origin.position)
                modes.fly_to(home._replace(up_m=craft.up_of_height(craft.parameters["RTL_ALTITUDE"])))
            return
        modes.change(_RTL, by_fence=True)


_RTL = 11
