"""Traffic that passes by, written down in the form of the recordings and as a journal; secrets are masked."""

from fake_itop.recording.files import Folder, RecordingError
from fake_itop.recording.recorder import JournalRows, Recorder
from fake_itop.recording.steps import Step
from fake_itop.recording.texts import Texts

__all__ = ["Folder", "JournalRows", "Recorder", "RecordingError", "Step", "Texts"]
