"""What a running program takes of the machine, by /proc."""
import os
import pathlib
import re

_TICKS = os.sysconf("SC_CLK_TCK")


class Footprint:
    def __init__(self, process_id: int) -> None:
        self.place = pathlib.Path("/proc") / str(process_id)

    def _mebibytes(self, name: str) -> float:
        return int(re.search(rf"^{name}:\s+(\d+) kB", (self.place / "status").read_text(), re.M)[1]) / 1024

    @property
    def now(self) -> float:
        """Resident memory in MiB."""
        return self._mebibytes("VmRSS")

    @property
    def peak(self) -> float:
        """The most that was resident since `forget_peak`, in MiB."""
        return self._mebibytes("VmHWM")

    def forget_peak(self) -> None:
        (self.place / "clear_refs").write_text("5")

    @property
    def processor_seconds(self) -> float:
        # The name of the program, in brackets, may have spaces in it.
        fields = (self.place / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def open_files(self) -> int:
        return len(list((self.place / "fd").iterdir()))
