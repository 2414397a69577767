"""Peers that say of themselves what is not so: nothing about a peer is believed from last time."""
import json
import subprocess

from actors import Actor
from attacks import attack
from writing import escape
from targets import ENVIRONMENT
from victim import Victim, need, titled
from wire import ANY


def _newcomer(victim: Victim, name: str) -> Actor:
    actor = Actor(name)
    world = victim.world
    world.enter(world.entry(world.root, *world.member_lines(actor, ["editor"], ["uni"])))
    return actor


def _all_of_uni(victim: Victim, actor: Actor, keeps_on: bool) -> list[str]:
    """The hashes of what comes to one who holds nothing of it. All is acknowledged and nothing stored; at the end it
    says that both hold the same, or goes away."""
    with victim.world.talk(actor) as talk:
        talk.in_round("uni")
        talk.end_frontier("uni", [])
        came = [changeset.hash for changeset in talk.receive("uni")]
        talk.say("sent", "uni", 0)
        talk.hear_held()
        if keeps_on:
            talk.agree()
            talk.expect("stay")
            talk.say("bye")
            talk.ended()
    return came


def _exported(victim: Victim, actor: Actor, *options: str) -> int:
    """How many changesets a bundle for this device has."""
    file = victim.folder / "for.zb"
    command = [victim.program, "bundle", "export", "--db", str(victim.target.database), str(file), "--for", actor.name]
    done = subprocess.run([*command, "--json", *options], capture_output=True, text=True, env=ENVIRONMENT, timeout=60)
    need(done.returncode in (0, 3), f"a bundle: {done.stderr.strip()[-300:]}")
    file.unlink(missing_ok=True)
    return json.loads(done.stdout)["changesets"]


@attack("a peer that acknowledges what it did not store")
def _(victim):
    liar = _newcomer(victim, "liar")
    first = _all_of_uni(victim, liar, keeps_on=False)
    again = _all_of_uni(victim, liar, keeps_on=False)
    need(len(first) > 1 and set(first) == set(again), f"all to come again: {len(first)} and {len(again)}")
    return f"all {len(first)} come again"


@attack("a peer that claims to hold all alike, and does not")
def _(victim):
    world, liar = victim.world, _newcomer(victim, "pretender")
    with world.talk(liar) as talk:
        talk.admitted()
        talk.agree()
        talk.expect("stay")
        talk.say("bye")
        talk.ended()
    came = _all_of_uni(victim, liar, keeps_on=True)
    need(len(came) > 1, "everything to come when it tells the truth")
    changeset = world.chain("uni", victim.honest).next(lines=titled("pretended", "true"))
    victim.sends(victim.honest, "uni", changeset)
    need(changeset.hash in _all_of_uni(victim, liar, keeps_on=False), "what is new to come as well")
    return f"all {len(came)} come when it tells the truth"


@attack("a lie about what was stored, and a bundle")
def _(victim):
    """A bundle leaves out what the receiver held at the end of the last sync: the liar harms itself alone."""
    liar, honest = _newcomer(victim, "bundle-liar"), _newcomer(victim, "bundle-honest")
    _all_of_uni(victim, honest, keeps_on=False)
    without_end = _exported(victim, honest)
    _all_of_uni(victim, liar, keeps_on=True)
    after_lie, everything = _exported(victim, liar), _exported(victim, liar, "--all")
    need(without_end == everything, f"an acknowledgement alone to count for nothing: {without_end}, not {everything}")
    need(after_lie < everything, "the lie to be believed for the bundle")
    need(_exported(victim, honest) == without_end, "the bundle of another to be as before")
    return f"{everything} changesets after acknowledging, {after_lie} after the lie, {everything} with --all"


@attack("an acknowledgement of another count")
def _(victim):
    with victim.world.talk(victim.evil) as talk:
        talk.in_round("uni")
        talk.end_frontier("uni", [])
        batch = talk.hear_batch("uni")
        talk.say("ack", escape("uni"), len(batch) + 1)
        talk.refused(414)
    return "414"


@attack("an acknowledgement before anything was sent")
def _(victim):
    with victim.world.talk(victim.evil) as talk:
        talk.in_round("uni")
        talk.say("ack", "uni", 1)
        talk.refused(414)
    return "414"


@attack("a count of sent that is not so")
def _(victim):
    changeset = victim.world.chain("uni", victim.evil).next()
    with victim.world.talk(victim.evil) as talk:
        talk.sending("uni").acknowledged("uni", changeset)
        talk.say("sent", "uni", 2)
        talk.expect("error", 414, ANY, ANY)
    return "414"
