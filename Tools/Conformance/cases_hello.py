"""§4.1 hello."""
from cases import breaks, keeps, refusal


@keeps("R12 R13 R49 hello: the responder greets without being asked")
def _(world):
    with world.talk() as talk:
        talk.hear_hello()
