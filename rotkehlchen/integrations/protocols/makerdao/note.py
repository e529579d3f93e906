"""How MakerDAO's contracts note a call: a log whose first topic is the selector, filled up with zeros (DSNote, LibNote)."""


def topic_of(selector: str) -> str:
    return '0x' + selector.ljust(64, '0')
