"""What all tests share: the hypothesis profiles.

`ci` gives the same examples on every run and prints how to repeat a failure; `dev` searches afresh each time.
Choose one with `HYPOTHESIS_PROFILE=dev`.
"""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, print_blob=True, deadline=None)
settings.register_profile("dev", print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
