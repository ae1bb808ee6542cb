"""All that instances hold, as a JSON document: to keep a state across runs, and to give it to others."""

from fake_itop.state.documents import (
    StateError,
    document_of,
    load_state,
    load_states,
    read_document,
    state_of,
    to_document,
)

__all__ = ["StateError", "document_of", "load_state", "load_states", "read_document", "state_of", "to_document"]
