"""Traffic that passes by, written down in the form of the recordings and as a journal; secrets are masked."""

from fake_itop.recording.files import Folder, RecordingError
from fake_itop.recording.recorder import Recorder, Rows
from fake_itop.recording.steps import Step
from fake_itop.recording.texts import Texts

__all__ = ["Folder", "Recorder", "RecordingError", "Rows", "Step", "Texts"]
