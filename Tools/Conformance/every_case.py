"""The files of cases, in the order of the specification."""
import importlib

FILES = ["cases_hello", "cases_enrol", "cases_held", "cases_frontier", "cases_changeset", "cases_seal",
         "cases_control", "cases_batch", "cases_packed", "cases_later", "cases_whole", "cases_stay", "cases_limits",
         "cases_places", "malformed", "cases_initiator"]


def load() -> None:
    for name in FILES:
        importlib.import_module(name)
