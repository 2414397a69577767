"""Small changesets that are much work."""
import time

from attacks import attack
from victim import need


@attack("a batch in the order that is most work")
def _(victim):
    """A receiver makes nothing of the order [R34]: a chain from its end costs about as much as from its beginning."""
    times = []
    for is_reversed in (False, True):
        run = victim.world.chain("uni", victim.evil).run(400)
        begin = time.monotonic()
        with victim.world.talk(victim.evil) as talk:
            talk.tls.settimeout(30)
            talk.sending("uni").acknowledged("uni", *(reversed(run) if is_reversed else run))
        times.append(time.monotonic() - begin)
    remark = f"400 changesets in {times[0]:.2f} s, from the last to the first in {times[1]:.2f} s"
    need(times[1] < 5 * times[0] + 0.5, f"the order not to matter: {remark}")
    return remark


@attack("10,000 changesets that wait")
def _(victim):
    """Each honest batch that comes later must not look through all of them."""
    def honest() -> float:
        return min(victim.honest_session() for _ in range(3))

    before = honest()
    for _ in range(4):
        waiting = [victim.world.chain("uni", victim.spy).next() for _ in range(2_500)]
        for changeset in waiting:
            changeset.seal = None
        victim.sends(victim.spy, "uni", *waiting)
    after = honest()
    remark = f"an honest session takes {1000 * before:.0f} ms before, {1000 * after:.0f} ms behind them"
    need(after < 3 * before + 0.02, f"them not to matter: {remark}")
    return remark


@attack("paths without end")
def _(victim):
    """A device may be copied or restored each day for years; what fills a scope's frontier for everybody is refused."""
    paths = lambda count: [victim.world.chain("uni", victim.evil).next() for _ in range(count)]
    for _ in range(4):
        victim.sends(victim.evil, "uni", *paths(1_000))
    with victim.world.talk(victim.evil) as talk:
        talk.sending("uni").give("uni", *paths(1_000))
        talk.refused(417)
    # What another one relays of them is taken: nothing else could be done with it that keeps replicas alike.
    victim.sends(victim.honest, "uni", *paths(200))
    seconds = victim.honest_session()
    return f"refused behind 4,000 of them; an honest session takes {1000 * seconds:.0f} ms"
