"""When all is over: the server serves, its file is whole, and it ends when it is asked to."""
import signal
import subprocess

from attacks import attack
from victim import need, titled


@attack("afterwards it serves, to a real office too")
def _(victim):
    victim.honest_session()
    changeset = victim.world.chain("uni", victim.honest).next(lines=titled("afterwards", "true"))
    victim.sends(victim.honest, "uni", changeset)
    office = victim.new_office()
    need(office.title("afterwards") == "true", "a new office to be given everything")
    office.run("verify", "--deep")
    return f"{victim.footprint.now:.0f} MiB, {victim.footprint.open_files} open files"


@attack("afterwards verify --deep finds nothing wrong")
def _(victim):
    victim.verifies()


@attack("afterwards it ends with 0 when it is asked to")
def _(victim):
    process = victim.target.process
    process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(10)
    except subprocess.TimeoutExpired:
        code = None
    need(code == 0, f"it to end with 0, not {code}")
    victim.verifies()
    return "0, and the file is whole"
